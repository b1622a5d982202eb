import { afterAll, beforeAll, describe, expect, setSystemTime, test } from 'bun:test'
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose'
import { createTestServer } from '../../test/create-test-server.ts'
import { authKeys, guardedApp } from '../../test/guarded-app.ts'
import { bearer } from './bearer.ts'
import { federation } from './federation.ts'
import type { IssuerKeys } from './issuer-keys.ts'

const issuer = 'https://id.example.com'
const audience = 'guarded-api'
const sub = '5d2c3f80-6f0e-4bb1-9d62-5be3b3bb7b61'
const [first, second, stranger] = [
  await generateKeyPair('RS256'),
  await generateKeyPair('RS256'),
  await generateKeyPair('RS256'),
]

interface Made {
  key?: CryptoKey
  kid?: string
  claims?: Record<string, unknown>
}
function issue({ key = first.privateKey, kid = 'first', claims = {} }: Made = {}): Promise<string> {
  const second = Math.floor(Date.now() / 1000)
  const payload = {
    iss: issuer,
    aud: audience,
    sub,
    email: 'a@example.com',
    iat: second,
    exp: second + 60,
    ...claims,
  }
  return new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid }).sign(key)
}

/** An issuer's key set, which can be away, and counts who asks. */
async function keyServer() {
  const jwk = async (key: CryptoKey, kid: string) => ({
    ...(await exportJWK(key)),
    kid,
    alg: 'RS256',
    use: 'sig',
  })
  const keys = [await jwk(first.publicKey, 'first')]
  const state = { asked: 0, isAway: false }
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch() {
      state.asked++
      return state.isAway ? new Response('away', { status: 500 }) : Response.json({ keys })
    },
  })
  return {
    state,
    url: new URL('/keys', server.url).href,
    rotate: async () => void keys.push(await jwk(second.publicKey, 'second')),
    stop: () => server.stop(true),
  }
}

async function hostWith(keys: IssuerKeys, databaseUrl?: string) {
  const app = guardedApp('guarded', {
    auth: ({ app, tokens }) => ({
      authenticators: [
        federation({
          app,
          issuer,
          audience,
          keys,
          toClaims: ({ sub, email, groups }) => ({
            pid: String(sub),
            email: String(email),
            ...(Array.isArray(groups) && groups.includes('staff') && { role: 'member' }),
          }),
        }),
        bearer(tokens),
      ],
    }),
  })
  const host = await createTestServer({ mode: 'single', authKeys, ...(databaseUrl && { databaseUrl }) })
  await host.server.register(app.backend)
  const ask = (path: string, token: string) => host.get(path, { authorization: `Bearer ${token}` })
  return { app, host, ask, statusOf: async (token: string) => (await ask('/me', token)).status }
}

let base: Awaited<ReturnType<typeof hostWith>>
beforeAll(async () => {
  base = await hostWith({ pem: await exportSPKI(first.publicKey) })
})
afterAll(() => base.host[Symbol.asyncDispose]())

describe("another issuer's token", () => {
  test('is a principal of the app, by what the app makes of its claims', async () => {
    expect(await (await base.ask('/me', await issue())).json()).toMatchObject({
      id: sub,
      email: 'a@example.com',
      role: null,
      organizationId: null,
      permissions: [],
      federationId: sub,
    })
    const staff = await issue({ claims: { groups: ['staff'], federation_id: 'f1' } })
    expect(await (await base.ask('/me', staff)).json()).toMatchObject({
      role: 'member',
      permissions: ['thing:read'],
      federationId: 'f1',
    })
  })

  test('stands beside the app’s own', async () => {
    const own = await base.app.tokens.issueAccess({ id: sub })
    expect(await base.statusOf(own)).toBe(200)
  })

  test.each([
    ['of another key', () => issue({ key: stranger.privateKey })],
    ['for another audience', () => issue({ claims: { aud: 'other' } })],
    ['of another issuer', () => issue({ claims: { iss: 'https://other.example.com' } })],
    ['that has expired', () => issue({ claims: { exp: 1 } })],
    ['from the future', () => issue({ claims: { iat: Math.floor(Date.now() / 1000) + 3600 } })],
    ['without an expiry', () => issue({ claims: { exp: undefined } })],
    ['without a subject', () => issue({ claims: { sub: undefined } })],
    ['that has to be proved', () => issue({ claims: { cnf: { jkt: 'x' } } })],
    ['whose subject is too long', () => issue({ claims: { sub: 'x'.repeat(300) } })],
    [
      'that brings the claims of an app',
      () => issue({ claims: { iss: 'guarded', app_id: 'guarded', type: 'access' } }),
    ],
  ])('%s is refused', async (_, make) => {
    expect(await base.statusOf(await make())).toBe(401)
  })
})

describe('a key set', () => {
  test('is fetched once for all, and again for a key that is new', async () => {
    const server = await keyServer()
    const { host, statusOf } = await hostWith({ jwksUrl: server.url }, base.host.databaseUrl)
    await using _ = host
    const tokens = await Promise.all(Array.from({ length: 20 }, (_, n) => issue({ claims: { n } })))
    expect(await Promise.all(tokens.map(statusOf))).toEqual(new Array(20).fill(200))
    expect(server.state.asked).toBe(1)
    // Nobody makes us ask more often by naming keys that are not there.
    const unknown = await Promise.all(
      Array.from({ length: 20 }, (_, n) => issue({ key: stranger.privateKey, kid: `x${n}` })),
    )
    expect(await Promise.all(unknown.map(statusOf))).toEqual(new Array(20).fill(401))
    expect(server.state.asked).toBe(1)
    await server.stop()
    expect(await statusOf(tokens[0] ?? '')).toBe(200)
  })

  test('that is away makes its tokens 503, no others, and is left alone for a while', async () => {
    const server = await keyServer()
    server.state.isAway = true
    const { app, host, ask, statusOf } = await hostWith({ jwksUrl: server.url }, base.host.databaseUrl)
    await using _ = host
    const statuses = []
    for (let n = 0; n < 10; n++) statuses.push(await statusOf(await issue({ claims: { n } })))
    expect(statuses).toEqual(new Array(10).fill(503))
    expect(server.state.asked).toBe(1)
    expect((await ask('/open', await issue())).status).toBe(200)
    expect(await statusOf(await app.tokens.issueAccess({ id: sub }))).toBe(200)
    await server.stop()
  })

  test('that is away stays good for the keys it had, also when strangers name others', async () => {
    const server = await keyServer()
    const { host, statusOf } = await hostWith({ jwksUrl: server.url }, base.host.databaseUrl)
    await using _ = host
    expect(await statusOf(await issue())).toBe(200)
    server.state.isAway = true
    setSystemTime(Date.now() + 31_000)
    try {
      expect(await statusOf(await issue({ key: stranger.privateKey, kid: 'other' }))).toBe(503)
      expect(await statusOf(await issue({ claims: { n: 1 } }))).toBe(200)
    } finally {
      setSystemTime()
    }
    await server.stop()
  })

  test('makes a principal of its own of each issuer and subject, where the app does not say whom', async () => {
    const app = { id: 'a', slug: 'a', roles: {}, permissions: new Set<string>() }
    const keys = { pem: await exportSPKI(first.publicKey) }
    const idBy = async (from: string) => {
      const token = await issue({ claims: { iss: from } })
      const request = new Request('http://localhost', { headers: { authorization: `Bearer ${token}` } })
      return (await federation({ app, issuer: from, audience, keys }).authenticate(request))?.claims.pid
    }
    const ids = [await idBy(issuer), await idBy(issuer), await idBy('https://other.example.com')]
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(ids[1]).toBe(ids[0])
    expect(ids[2]).not.toBe(ids[0])
    expect(ids).not.toContain(sub)
  })

  test('at an address that anybody could answer, or a key that is none, is refused at once', async () => {
    const make = (keys: IssuerKeys) => () =>
      federation({
        app: { id: 'a', slug: 'a', roles: {}, permissions: new Set<string>() },
        issuer,
        audience,
        keys,
      })
    expect(make({ jwksUrl: 'http://id.example.com/keys' })).toThrow('https://')
    expect(make({ jwksUrl: 'nonsense' })).toThrow('https://')
    expect(make({ pem: 'nonsense' })).toThrow('PEM')
    expect(make({ jwksUrl: 'https://id.example.com/keys' })).not.toThrow()
  })
})
