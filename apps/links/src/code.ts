import { t } from 'elysia'

const pattern = '^[A-Za-z0-9_-]{3,32}$'

/** A link's short name. */
export const Code = t.String({
  pattern,
  description: '3 to 32 letters, digits, _ or -',
})

/** Whether a link could have this code: what could not is looked up nowhere. */
export function isCode(text: string): boolean {
  return shape.test(text)
}

const shape = new RegExp(pattern)

// What the app itself answers at `/<word>`: a link of that name could not be reached.
const reserved = new Set(['api', 'health', 'livez', 'openapi', 'readyz'])

export function isReserved(code: string): boolean {
  return reserved.has(code.toLowerCase())
}

const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789'
const length = 7

/** A random code of letters that are not taken for each other: 57^7, about 2 × 10^12 of them. */
export function randomCode(): string {
  let code = ''
  while (code.length < length) {
    const [byte = 255] = crypto.getRandomValues(new Uint8Array(1))
    // Bytes past the last whole multiple would make the first letters likelier.
    if (byte < 256 - (256 % alphabet.length)) code += alphabet.charAt(byte % alphabet.length)
  }
  return code
}
