import { expect, test } from 'bun:test'
import { randomBytes } from 'node:crypto'
import { seal, unseal } from './sealed.ts'

const [key, other] = [randomBytes(32), randomBytes(32)]

test('what is sealed opens in its place, with any of the keys, and shows nothing', () => {
  const sealed = seal('a token: ñ 🦊', 'app:1', [key])
  expect(unseal(sealed, 'app:1', [key])).toBe('a token: ñ 🦊')
  expect(unseal(sealed, 'app:1', [other, key])).toBe('a token: ñ 🦊')
  expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('token')
  expect(seal('a token: ñ 🦊', 'app:1', [key])).not.toBe(sealed)
})

test('it opens nowhere else, with no other key, and not when a single bit has changed', () => {
  const sealed = seal('text', 'app:1', [key])
  expect(unseal(sealed, 'app:2', [key])).toBeUndefined()
  expect(unseal(sealed, 'app:1', [other])).toBeUndefined()
  expect(unseal(sealed, 'app:1', [])).toBeUndefined()
  const bytes = Buffer.from(sealed, 'base64url')
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = Buffer.from(bytes)
    changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
    expect(unseal(changed.toString('base64url'), 'app:1', [key])).toBeUndefined()
  }
  for (let length = 0; length < bytes.length; length++) {
    expect(unseal(bytes.subarray(0, length).toString('base64url'), 'app:1', [key])).toBeUndefined()
  }
})
