import { describe, expect, test } from 'bun:test'
import { generateKeyPairSync } from 'node:crypto'
import { createSessionParts } from '../../test/session-parts.ts'
import { createMemoryCache } from '../cache/memory.ts'
import { deriveSessionKeys } from './session-keys.ts'

const cache = createMemoryCache()
const secret = (name: string) => `${name}: 0123456789abcdefghijklmnopqrst`

describe('a session cookie', () => {
  test('is for this host over TLS alone, out of reach of scripts, and as long as the session', async () => {
    const { sessions, tokens } = createSessionParts({ cache })
    const pair = await tokens.issuePair({ id: 'u' })
    const { cookie } = await sessions.start({ userId: 'u', tokens: pair, ttlSeconds: 3600 })
    expect(cookie).toMatch(
      /^__Host-guarded-session=[\w-]{43}\.[\w-]{43}; Max-Age=3600; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
    )
    expect(sessions.cookie.clear).toBe(
      '__Host-guarded-session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure',
    )
  })

  test('has another name where there is no TLS, and each counts only where it is made', async () => {
    const [plain, secure] = [createSessionParts({ cache, secure: false }), createSessionParts({ cache })]
    const { session, cookie } = await plain.signIn('u')
    expect(cookie).toStartWith('guarded-session=')
    expect(plain.sessions.cookie.set(session)).toEndWith('Path=/; HttpOnly; SameSite=Lax')
    expect(await plain.ask(cookie)).toBe('u')
    expect(await secure.ask(cookie)).toBeUndefined()
    expect(await plain.ask(`__Host-${cookie}`)).toBeUndefined()
  })

  test('that is forged, cut, longer or made of what is in the store is refused', async () => {
    const { signIn, ask, sessions } = createSessionParts({ cache })
    const { session, cookie } = await signIn('u')
    const { cookie: another } = await signIn('v')
    const { name } = sessions.cookie
    const [id, proof] = cookie.slice(name.length + 1).split('.')
    const [anotherId, anotherProof] = another.slice(name.length + 1).split('.')
    expect(id).toBe(session.id)
    const forged = [
      '',
      '.',
      id,
      `${id}.`,
      `.${proof}`,
      `${id}.${id}`,
      `${id}.${anotherProof}`,
      `${anotherId}.${proof}`,
      `${id}.${proof?.slice(0, -1)}`,
      `${id}.${proof}A`,
      `${id}.${proof}=`,
      `${id}.${proof}.`,
      `"${id}.${proof}"`,
      `${id}.${proof?.toUpperCase()}`,
      `${id?.slice(0, -1)}.${proof}`,
      `guarded:${id}.${proof}`,
      `${id},${proof}`,
    ]
    for (const value of forged)
      expect(`${value}: ${await ask(`${name}=${value}`)}`).toBe(`${value}: NOT_AUTHENTICATED`)
    // The last character of 43 has two bits that no byte has: other spellings are no other way in.
    const spellings = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.split('')
    const good = await Promise.all(
      spellings.map((last) => ask(`${name}=${id}.${proof?.slice(0, -1)}${last}`)),
    )
    expect(good.filter((found) => found === 'u')).toHaveLength(1)
  })

  test('is read among others, and refused if there are two of its name', async () => {
    const { signIn, ask } = createSessionParts({ cache })
    const { cookie } = await signIn('u')
    const { cookie: planted } = await signIn('mallory')
    for (const header of [
      `a=b; ${cookie}`,
      `${cookie};a=b`,
      `x${cookie}; ${cookie}`,
      `a=${'x'.repeat(4000)}; ${cookie} `,
    ])
      expect(await ask(header)).toBe('u')
    for (const header of [
      `${cookie}; ${planted}`,
      `${planted};${cookie}`,
      `${cookie}; ${cookie}`,
      `${cookie}; ${cookie.split('=')[0]}=`,
    ])
      expect(await ask(header)).toBe('NOT_AUTHENTICATED')
    for (const header of [
      '',
      'a=b',
      `x${cookie}`,
      cookie.replace('=', ' ='),
      cookie.toLowerCase(),
      `a=b, ${cookie}`,
    ])
      expect(await ask(header)).toBeUndefined()
  })

  test('of another app is none here, whatever its name', async () => {
    const [one, two] = ['one', 'two'].map((slug) => createSessionParts({ cache, slug }))
    const { cookie } = (await one?.signIn('u')) ?? { cookie: '' }
    expect(await one?.ask(cookie)).toBe('u')
    expect(await two?.ask(cookie)).toBeUndefined()
    expect(await two?.ask(cookie.replace('-one-', '-two-'))).toBe('NOT_AUTHENTICATED')
  })

  test('goes on to count when another secret comes first, and ends with its own', async () => {
    const [old, next] = [secret('old'), secret('next')]
    const { cookie } = await createSessionParts({ cache, keys: { secrets: [old] } }).signIn('u')
    const both = createSessionParts({ cache, keys: { secrets: [next, old] } })
    expect(await both.ask(cookie)).toBe('u')
    const { cookie: newer } = await both.signIn('v')
    const onlyNext = createSessionParts({ cache, keys: { secrets: [next] } })
    expect(await onlyNext.ask(newer)).toBe('v')
    expect(await onlyNext.ask(cookie)).toBe('NOT_AUTHENTICATED')
  })
})

describe('its keys', () => {
  test('come from a private key where there are no secrets, however that is written down', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const keys = { algorithm: 'EdDSA', keys: [pem] } as const
    const { signIn } = createSessionParts({ cache, keys })
    const { cookie } = await signIn('u')
    const written = pem.replaceAll('\n', '\r\n')
    const old = publicKey.export({ type: 'spki', format: 'pem' }).toString()
    const again = createSessionParts({ cache, keys: { algorithm: 'EdDSA', keys: [written, old] } })
    expect(await again.ask(cookie)).toBe('u')
  })

  test('differ by app and purpose, and bad secrets are a TypeError', () => {
    const source = { secrets: [secret('old')] }
    const [one, two] = [deriveSessionKeys(source, 'one'), deriveSessionKeys(source, 'two')]
    const hex = [...one.cookies, ...one.sealing, ...two.cookies, ...two.sealing].map((key) =>
      key.toString('hex'),
    )
    expect(new Set(hex).size).toBe(4)
    for (const secrets of [[], ['short'], ['change-me'.repeat(8)]])
      expect(() => deriveSessionKeys({ secrets }, 'one')).toThrow(TypeError)
  })
})
