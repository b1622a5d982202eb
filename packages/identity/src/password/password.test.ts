import { expect, setDefaultTimeout, test } from 'bun:test'
import { hashPassword, verifyPassword } from './password.ts'

setDefaultTimeout(20_000)

test('a hash is argon2id at the cost that OWASP names, and a new one each time', async () => {
  const [first, second] = [await hashPassword('correct horse'), await hashPassword('correct horse')]
  expect(first).toStartWith('$argon2id$v=19$m=19456,t=2,p=1$')
  expect(first).not.toBe(second)
  expect(await verifyPassword(first, 'correct horse')).toBe(true)
  expect(await verifyPassword(first, 'correct horsf')).toBe(false)
  expect(await verifyPassword('no hash', 'correct horse')).toBe(false)
})

test('a password is its characters, however a keyboard composes them', async () => {
  expect(await verifyPassword(await hashPassword('ﬁancée'), 'fiance\u0301e')).toBe(true)
})

test('the event loop goes on while many are hashed', async () => {
  const many = 20
  let isOver = false
  const hashes = Promise.all(Array.from({ length: many }, () => hashPassword('correct horse'))).finally(
    () => {
      isOver = true
    },
  )
  let turns = 0
  for (; !isOver; turns++) await new Promise(setImmediate)
  await hashes
  // Held up by each hash, it would turn once or twice for it.
  expect(turns).toBeGreaterThan(many * 10)
})
