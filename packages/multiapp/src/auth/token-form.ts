const maxTokenLength = 8192
const compact = /^[\w-]+\.[\w-]+\.[\w-]+$/

// Base64url's last character holds 2 or 4 bits that belong to no byte.
const lastOfTwo = /[AQgw]$/
const lastOfThree = /[AEIMQUYcgkosw048]$/

/**
 * Whether this is a compact JWS (RFC 7515, section 7.1) in its one spelling: base64url without padding, whitespace or
 * loose bits, of at most 8 KiB. Decoders take more, and then one token has many spellings.
 */
export function isCanonicalToken(token: string): boolean {
  return token.length <= maxTokenLength && compact.test(token) && token.split('.').every(isCanonicalPart)
}

function isCanonicalPart(part: string): boolean {
  const rest = part.length % 4
  if (rest === 0) return true
  if (rest === 2) return lastOfTwo.test(part)
  return rest === 3 && lastOfThree.test(part)
}
