const maxTokenLength = 8192

// Of base64url's last character, 2 or 4 bits belong to no byte: written out, they are zero. No part is empty.
const part = '(?=[\\w-])(?:[\\w-]{4})*(?:[\\w-][AQgw]|[\\w-]{2}[AEIMQUYcgkosw048])?'
const compact = new RegExp(`^${part}\\.${part}\\.${part}$`)

/**
 * Whether this is a compact JWS (RFC 7515, section 7.1) in its one spelling: base64url without padding, whitespace or
 * loose bits, of at most 8 KiB. Decoders take more, and then one token has many spellings.
 */
export function isCanonicalToken(token: string): boolean {
  return token.length <= maxTokenLength && compact.test(token)
}
