import { describe, expect } from 'bun:test'
import { Redis } from 'ioredis'
import { createTestServer } from '../../test/create-test-server.ts'
import { authKeys } from '../../test/guarded-app.ts'
import { sessionApp } from '../../test/session-app.ts'
import { createSessionParts } from '../../test/session-parts.ts'
import { createRedisCache } from '../cache/redis.ts'
import { createLogger } from '../log/logger.ts'
import { sharedRedis, startRedis } from '../testing/redis-server.ts'
import { testWith } from '../testing/test-with.ts'

const logger = createLogger({ level: 'silent' })
const test = (name: string, fn: () => Promise<void>) => testWith('redis-server', name, fn)
const connect = async () => createRedisCache({ url: (await sharedRedis()).url, logger })

describe('sessions in Redis', () => {
  test('hold no token that can be read, and nothing that is a cookie; moved, they do not open', async () => {
    await using cache = await connect()
    const slug = crypto.randomUUID()
    const { signIn, ask, sessions } = createSessionParts({ cache, slug })
    const other = createSessionParts({ cache, slug: `${slug}-other` })
    const [ada, bob, eve] = [await signIn('ada'), await signIn('bob'), await other.signIn('eve')]
    const client = new Redis((await sharedRedis()).url)
    const keyOf = (app: string, id: string) => `strict:{${app}}:sessions::${app}:${id}`
    const [adaKey, bobKey] = [ada, bob].map(({ session }) => keyOf(slug, session.id))
    const values = await client.mget(adaKey ?? '', bobKey ?? '')
    expect(values.every((value) => (value?.length ?? 0) > 500)).toBe(true)
    const all = await dump(client, `*${slug}*`)
    for (const secret of [ada.pair.accessToken, ada.pair.refreshToken, ada.cookie.split('=')[1] ?? '']) {
      for (const part of [secret, ...secret.split('.').slice(1)]) {
        expect(all).not.toContain(part)
        expect(Buffer.from(values[0] ?? '', 'base64url').toString('latin1')).not.toContain(part)
      }
    }
    // Each name and value of Redis, in the place of the cookie's.
    for (const word of all
      .split(/[\s":{}[\],]+/)
      .filter((word) => word.length > 20)
      .slice(0, 50))
      expect(['NOT_AUTHENTICATED', undefined]).toContain(await ask(`${sessions.cookie.name}=${word}`))

    await client.set(adaKey ?? '', values[1] ?? '')
    expect(await ask(ada.cookie)).toBe('NOT_AUTHENTICATED')
    await client.set(keyOf(`${slug}-other`, eve.session.id), values[0] ?? '')
    expect(await other.ask(eve.cookie)).toBe('NOT_AUTHENTICATED')
    expect((await sessions.list('ada')).length).toBe(0)
    await client.set(adaKey ?? '', values[0] ?? '')
    expect(await ask(ada.cookie)).toBe('ada')
    client.disconnect()
  })

  test('are the same on every host, and so is their end', async () => {
    await using one = await connect()
    await using two = await connect()
    const slug = crypto.randomUUID()
    const [here, there] = [createSessionParts({ cache: one, slug }), createSessionParts({ cache: two, slug })]
    const { session, cookie } = await here.signIn('ada')
    expect(await there.ask(cookie)).toBe('ada')
    expect(await there.sessions.list('ada')).toHaveLength(1)
    await there.sessions.end(session)
    expect(await here.ask(cookie)).toBe('NOT_AUTHENTICATED')
  })

  for (const [what, passed] of [
    ['expires soon', 850_000],
    ['has expired', 2_000_000],
  ] as const)
    test(`whose access token ${what} are renewed once for 50 requests on two hosts`, async () => {
      await using one = await connect()
      await using two = await connect()
      const clock = { time: Date.now() }
      const options = { slug: crypto.randomUUID(), now: () => clock.time }
      const hosts = [
        createSessionParts({ cache: one, ...options }),
        createSessionParts({ cache: two, ...options }),
      ]
      const { cookie, pair } = (await hosts[0]?.signIn('ada')) ?? { cookie: '', pair: undefined }
      clock.time += passed
      const answers = await Promise.all(Array.from({ length: 50 }, (_, at) => hosts[at % 2]?.ask(cookie)))
      expect(answers).toEqual(Array(50).fill('ada'))
      expect(hosts.reduce((sum, { rotations }) => sum + rotations(), 0)).toBe(1)
      const [session] = (await hosts[1]?.sessions.store.listByUser('ada')) ?? []
      expect(session?.tokens.refreshToken).not.toBe(pair?.refreshToken)
      expect(await hosts[1]?.ask(cookie)).toBe('ada')
    })

  test('end on two servers at once, with the tokens that nobody but the server has had', async () => {
    const { url: redisUrl } = await sharedRedis()
    await using first = await createTestServer({ mode: 'single', authKeys, redisUrl })
    const { databaseUrl } = first
    await using second = await createTestServer({ mode: 'single', authKeys, redisUrl, databaseUrl })
    const [here, there] = [sessionApp('pair'), sessionApp('pair')]
    await first.server.register(here.backend)
    await second.server.register(there.backend)
    const cookie = await signIn(first)
    const [session] = await there.sessions.store.listByUser('ada')
    const bearer = { authorization: `Bearer ${session?.tokens.accessToken}` }
    const statuses = async () => {
      const hosts = [first, second]
      const asked = hosts.flatMap((host) => [host.get('/me', { cookie }), host.get('/me', bearer)])
      return (await Promise.all(asked)).map(({ status }) => status)
    }
    expect(await statuses()).toEqual([200, 200, 200, 200])
    await second.get('/sign-out', { ...page, cookie }, { method: 'POST' })
    const ended = performance.now()
    expect((await first.get('/me', { cookie })).status).toBe(401)
    while ((await statuses()).includes(200) && performance.now() - ended < 1100) await Bun.sleep(20)
    expect(await statuses()).toEqual([401, 401, 401, 401])
    expect(performance.now() - ended).toBeLessThan(1100)
    const client = new Redis(redisUrl)
    expect(await client.zcard('strict-log:{pair}:revocations::revoked')).toBe(1)
    client.disconnect()
  })

  test('are 503 while Redis is away, public routes are served, and it works again without a restart', async () => {
    await using redis = await startRedis()
    await using host = await createTestServer({ mode: 'single', authKeys, redisUrl: redis.url })
    await host.server.register(sessionApp('club').backend)
    const cookie = await signIn(host)
    const statuses = async () => {
      const asked = [host.get('/me', { cookie }), host.get('/open', { cookie }), host.get('/me')]
      return (await Promise.all(asked)).map(({ status }) => status)
    }
    expect(await statuses()).toEqual([200, 200, 401])
    redis.freeze()
    const start = performance.now()
    expect(await statuses()).toEqual([503, 200, 401])
    expect(performance.now() - start).toBeLessThan(350)
    const away = await host.get('/me', { cookie })
    expect([away.headers.get('retry-after'), await away.json()]).toEqual([
      '1',
      expect.objectContaining({ code: 'APP_UNAVAILABLE' }),
    ])
    redis.thaw()
    const deadline = performance.now() + 5000
    while ((await statuses())[0] !== 200 && performance.now() < deadline) await Bun.sleep(20)
    expect(await statuses()).toEqual([200, 200, 401])
  })
})

const page = { 'content-type': 'application/json', origin: 'https://localhost', host: 'localhost' }

async function signIn(host: Awaited<ReturnType<typeof createTestServer>>): Promise<string> {
  const response = await host.get('/sign-in', page, { method: 'POST', body: '{"userId":"ada"}' })
  return response.headers.get('set-cookie')?.split(';')[0] ?? ''
}

async function dump(client: Redis, pattern: string): Promise<string> {
  const lines: string[] = []
  for (const key of await client.keys(pattern)) {
    const isSet = (await client.type(key)) === 'zset'
    const held = isSet ? await client.zrange(key, '0', '-1') : [await client.get(key)]
    lines.push(JSON.stringify([key, held]))
  }
  return lines.join('\n')
}
