import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { generateKeyPairSync } from 'node:crypto'
import { createTestServer } from '../../test/create-test-server.ts'
import { authKeys, guardedApp } from '../../test/guarded-app.ts'
import { goodClaims, handMadeToken, looseToken } from '../../test/hand-made-token.ts'
import { readKeys } from './keys.ts'

const second = () => Math.floor(Date.now() / 1000)
const hs256 = '{"alg":"HS256","typ":"JWT"}'

type App = ReturnType<typeof guardedApp>
type Make = (app: App, other: App | undefined) => string | undefined | Promise<string | undefined>

const subject = { id: '0b9a2c64-1f3e-4a57-9a3f-5f2f6d1c7e80', role: 'owner' } as never // of whatever roles
const [appKey] = readKeys(authKeys, 'guarded')
const otherPair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const publicPem = otherPair.publicKey.export({ type: 'spki', format: 'pem' }).toString()

/** What is refused with 401, whatever the route. */
const refused: Record<string, Make> = {
  'no token': () => undefined,
  'an empty token': () => '',
  'no compact form': () => 'nonsense',
  'two parts': () => 'a.b',
  'five parts, as of an encrypted token': () => 'a.b.c.d.e',
  'a header that is no JSON': () => looseToken('nonsense', '{}', 'AAAA'),
  'a payload that is no JSON': () => looseToken(hs256, 'nonsense', 'AAAA'),
  'a payload that is a list': () => looseToken(hs256, '[]', 'AAAA'),
  'more than 8 KiB': () => handMadeToken({ claims: { name: 'x'.repeat(9000) } }),
  padding: async () => `${await handMadeToken()}=`,
  'whitespace within': async () => (await handMadeToken()).replace('.', ' .'),
  'a comma and a second token': async () => `${await handMadeToken()}, ${await handMadeToken()}`,
  'unused bits that are not zero': async () => {
    const token = await handMadeToken()
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    return token.slice(0, -1) + alphabet[alphabet.indexOf(token.slice(-1)) + 1]
  },
  'a changed payload': async () => {
    const [header, , signature] = (await handMadeToken()).split('.')
    return [header, Buffer.from(JSON.stringify(goodClaims())).toString('base64url'), signature].join('.')
  },
  'no signature': async () => (await handMadeToken()).replace(/[^.]+$/, ''),
  'the algorithm none': () => looseToken('{"alg":"none","typ":"JWT"}', JSON.stringify(goodClaims())),
  'the algorithm none and a signature': () =>
    looseToken('{"alg":"none","typ":"JWT"}', JSON.stringify(goodClaims()), 'AAAA'),
  'another key': () => handMadeToken({ key: new Uint8Array(32) }),
  "another key by the name of the app's": () =>
    handMadeToken({ key: new Uint8Array(32), header: { kid: appKey?.kid } }),
  'another algorithm of the same family': () =>
    handMadeToken({ header: { alg: 'HS512' }, key: new Uint8Array(64).fill(7) }),
  'a public key as a secret': () => handMadeToken({ key: new TextEncoder().encode(publicPem) }),
  'a key that it brings along': () =>
    handMadeToken({ key: new Uint8Array(32), header: { jwk: { kty: 'oct', k: 'AAAA' } } }),
  'an address of keys': () =>
    handMadeToken({
      key: new Uint8Array(32),
      header: { jku: 'https://attacker.example/keys', kid: '../../dev/null' },
    }),
  'an extension that has to be understood': () =>
    looseToken('{"alg":"HS256","typ":"JWT","crit":["x"],"x":1}', JSON.stringify(goodClaims()), 'AAAA'),
  'another type in the header': () => handMadeToken({ header: { typ: 'at+jwt' } }),
  'no type in the header': () => handMadeToken({ header: { typ: undefined } }),
  'no expiry': () => handMadeToken({ claims: { exp: undefined } }),
  'an expiry of 1e400': () =>
    signRaw(JSON.stringify({ ...goodClaims(), exp: 0 }).replace('"exp":0', '"exp":1e400')),
  'an expiry that is text': () => handMadeToken({ claims: { exp: String(second() + 60) } }),
  'an expiry below zero': () => handMadeToken({ claims: { exp: -1 } }),
  'an expiry that is past': () => handMadeToken({ claims: { exp: second() - 6, iat: second() - 60 } }),
  'a time that has not come': () => handMadeToken({ claims: { nbf: second() + 60 } }),
  'an issue in the future': () => handMadeToken({ claims: { iat: second() + 60 } }),
  'no issue time': () => handMadeToken({ claims: { iat: undefined } }),
  'no id': () => handMadeToken({ claims: { jti: undefined } }),
  'no principal': () => handMadeToken({ claims: { pid: undefined } }),
  'an empty principal': () => handMadeToken({ claims: { pid: '' } }),
  'a principal that is an object': () => handMadeToken({ claims: { pid: { $ne: null } } }),
  'permissions that are text': () => handMadeToken({ claims: { perms: 'thing:write' } }),
  'another issuer': () => handMadeToken({ claims: { iss: 'other' } }),
  'no issuer': () => handMadeToken({ claims: { iss: undefined } }),
  'another audience': () => handMadeToken({ claims: { aud: 'other' } }),
  'no audience': () => handMadeToken({ claims: { aud: undefined } }),
  'another app in its claims': () => handMadeToken({ claims: { app_id: 'other', app_slug: 'other' } }),
  'no app in its claims': () => handMadeToken({ claims: { app_id: undefined } }),
  "another app's token": (_, other) => other?.tokens.issueAccess(subject),
  "another app's token with this app's claims": () =>
    handMadeToken({ key: readKeys(authKeys, 'other')[0]?.verify as CryptoKey }),
  'a refresh token': (app) => app.tokens.issueRefresh(subject),
  'a type that is none': () => handMadeToken({ claims: { type: 'id' } }),
  'no type': () => handMadeToken({ claims: { type: undefined } }),
  'a key that has to be proved': () => handMadeToken({ claims: { cnf: { jkt: 'AAAA' } } }),
  'an empty proof': () => handMadeToken({ claims: { cnf: null } }),
  'a revoked token': async (app) => {
    const token = await app.tokens.issueAccess(subject)
    await app.tokens.revoke(token)
    return token
  },
  'a token of a revoked family': async (app) => {
    const { accessToken, refreshToken } = await app.tokens.issuePair(subject)
    await app.tokens.revoke(refreshToken)
    return accessToken
  },
  'a token of a family whose refresh token was used twice': async (app) => {
    const first = await app.tokens.issuePair(subject)
    const { accessToken } = await app.tokens.rotate(first.refreshToken)
    await app.tokens.rotate(first.refreshToken).catch(() => {})
    return accessToken
  },
}

/** What is let in, and what the owner's route says then. */
const accepted: Record<string, { make: Make; owner: number }> = {
  'a good token': { make: (app) => app.tokens.issueAccess(subject), owner: 200 },
  'a token made by hand, with the names of the wire': { make: () => handMadeToken(), owner: 200 },
  'a token by the name of its key': {
    make: () => handMadeToken({ header: { kid: appKey?.kid } }),
    owner: 200,
  },
  'a name of a key that nobody has': { make: () => handMadeToken({ header: { kid: 'other' } }), owner: 200 },
  'several audiences': { make: () => handMadeToken({ claims: { aud: ['other', 'guarded'] } }), owner: 200 },
  'an expiry within the leeway': {
    make: () => handMadeToken({ claims: { exp: second() - 2, iat: second() - 60 } }),
    owner: 200,
  },
  'a token of a rotated family': {
    make: async (app) => {
      const { refreshToken } = await app.tokens.issuePair(subject)
      return (await app.tokens.rotate(refreshToken)).accessToken
    },
    owner: 200,
  },
  'a good token without the role': { make: () => handMadeToken({ claims: { role: 'guest' } }), owner: 403 },
  'claims that would pollute': {
    make: () =>
      signRaw(
        JSON.stringify(goodClaims()).replace(
          '{',
          '{"__proto__":{"role":"owner","isAdmin":true},"constructor":{"prototype":{"isAdmin":true}},',
        ),
      ),
    owner: 200,
  },
}

async function signRaw(payload: string): Promise<string> {
  const input = `${Buffer.from(hs256).toString('base64url')}.${Buffer.from(payload).toString('base64url')}`
  if (!appKey?.sign) throw new Error('no key')
  const signature = await crypto.subtle.sign('HMAC', appKey.sign, new TextEncoder().encode(input))
  return `${input}.${Buffer.from(signature).toString('base64url')}`
}

describe.each(['multi', 'single'] as const)('in %s mode', (mode) => {
  const app = guardedApp()
  const other = mode === 'multi' ? guardedApp('other') : undefined
  let host: Awaited<ReturnType<typeof createTestServer>>
  beforeAll(async () => {
    host = await createTestServer({ mode, authKeys })
    await host.server.register(app.backend)
    if (other) await host.server.register(other.backend)
  })
  afterAll(() => host[Symbol.asyncDispose]())

  const ask = (path: string, token: string | undefined, init: RequestInit = {}) => {
    const headers = {
      ...(mode === 'multi' && { 'x-app-id': 'guarded' }),
      ...(init.body && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    }
    return host.get(path, headers, init)
  }
  const routes = [
    ['/me', {}],
    ['/owner', {}],
    ['/things', { method: 'POST', body: '{"name":"x"}' }],
  ] as const

  test.each(Object.keys(refused))('%s is refused like any other, and the log knows why', async (name) => {
    if (mode === 'single' && name === "another app's token") return expect(other).toBeUndefined()
    const token = await refused[name]?.(app, other)
    const answers = new Set<string>()
    for (const [path, init] of routes) {
      const before = host.lines.length
      const response = await ask(path, token, init)
      const { requestId: _, ...problem } = (await response.json()) as Record<string, unknown>
      const challenge = response.headers.get('www-authenticate')
      answers.add(JSON.stringify({ status: response.status, challenge, problem }))
      const reasons = host.lines.slice(before).filter(({ msg }) => msg === 'credentials refused')
      expect(reasons).toHaveLength(token === undefined ? 0 : 1)
      if (token) expect(JSON.stringify(host.lines.slice(before))).not.toContain(token)
    }
    expect([...answers]).toEqual([
      JSON.stringify({
        status: 401,
        challenge: 'Bearer',
        problem: {
          type: 'about:blank',
          title: 'Unauthorized',
          status: 401,
          code: 'NOT_AUTHENTICATED',
          detail: 'this needs credentials that are valid for this app',
        },
      }),
    ])
  })

  test.each(Object.keys(accepted))('%s is let in', async (name) => {
    const { make, owner } = accepted[name] ?? { make: () => undefined, owner: 0 }
    const token = await make(app, other)
    const statuses = []
    for (const [path, init] of routes) statuses.push((await ask(path, token, init)).status)
    expect(statuses).toEqual([200, owner, owner])
    expect(Object.hasOwn(Object.prototype, 'isAdmin')).toBe(false)
  })

  test('a scheme that is not bearer is no token', async () => {
    const token = await app.tokens.issueAccess(subject)
    const headers = mode === 'multi' ? { 'x-app-id': 'guarded' } : {}
    for (const authorization of [`Basic ${token}`, token, `Bearer${token}`]) {
      expect((await host.get('/me', { ...headers, authorization })).status).toBe(401)
    }
    expect((await host.get('/me', { ...headers, authorization: `bearer ${token}` })).status).toBe(200)
  })
})
