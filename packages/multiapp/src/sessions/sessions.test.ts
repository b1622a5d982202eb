import { describe, expect, test } from 'bun:test'
import { createSessionParts } from '../../test/session-parts.ts'
import { createMemoryCache } from '../cache/memory.ts'
import { appIdOf, appSlugOf, createAppSession, sessionKey, sessionMetadata } from './app-session.ts'

const app = { id: 'app-id', slug: 'guarded' }
const pair = { accessToken: 'access', refreshToken: 'refresh', expiresIn: 900 }
const hour = 3600_000

/** An app's sessions under a clock that the test moves. */
function clocked(options: { accessTtlSeconds?: number } = {}) {
  const clock = { time: Date.now() }
  const now = () => clock.time
  return { clock, ...createSessionParts({ cache: createMemoryCache({ now }), now, ...options }) }
}

describe('an app session', () => {
  test('says whose it is, of which app, and when it ends', () => {
    const session = createAppSession({
      app,
      userId: 'u',
      tokens: pair,
      metadata: { device: 'phone', app_id: 'x' },
      now: () => 1000,
    })
    expect(session).toEqual({
      id: session.id,
      appId: 'app-id',
      appSlug: 'guarded',
      userId: 'u',
      createdAt: 1000,
      expiresAt: 1000 + 30 * 24 * hour,
      idleSeconds: 24 * 3600,
      tokens: { ...pair, accessExpiresAt: 901_000 },
      metadata: { device: 'phone', app_id: 'app-id', app_slug: 'guarded' },
    })
    expect([appIdOf(session), appSlugOf(session)]).toEqual(['app-id', 'guarded'])
    expect(appIdOf({ metadata: {} })).toBeUndefined()
    expect(sessionMetadata(app)).toEqual({ app_id: 'app-id', app_slug: 'guarded' })
    expect(sessionKey('app-id', session.id)).toBe(`app-id:${session.id}`)
    expect(createAppSession({ app, userId: 'u', tokens: pair }).id).not.toBe(session.id)
  })

  test.each([{ ttlSeconds: 0 }, { idleSeconds: -1 }, { ttlSeconds: Number.NaN }, { userId: '' }])(
    'with %p is a TypeError',
    (options) => {
      expect(() => createAppSession({ app, userId: 'u', tokens: pair, ...options })).toThrow(TypeError)
    },
  )
})

describe('sessions', () => {
  test('end at their time, however much they are used', async () => {
    const { clock, signIn, ask } = clocked()
    const { cookie } = await signIn('u', { ttlSeconds: 10 * 3600, idleSeconds: 2 * 3600 })
    for (let at = 1; at < 10; at++) {
      clock.time += hour
      expect(await ask(cookie)).toBe('u')
    }
    clock.time += hour
    expect(await ask(cookie)).toBe('NOT_AUTHENTICATED')
  })

  test('end at their time by the clock of the host, though that of the store be behind', async () => {
    let time = Date.now()
    const { signIn, ask } = createSessionParts({ cache: createMemoryCache(), now: () => time })
    const { cookie } = await signIn('u', { ttlSeconds: 3600 })
    time += hour - 1
    expect(await ask(cookie)).toBe('u')
    time += 1
    expect(await ask(cookie)).toBe('NOT_AUTHENTICATED')
  })

  test('end when they are not used', async () => {
    const { clock, signIn, ask } = clocked()
    const { cookie } = await signIn('u', { idleSeconds: 2 * 3600 })
    clock.time += 1.5 * hour
    expect(await ask(cookie)).toBe('u')
    clock.time += 1.5 * hour
    expect(await ask(cookie)).toBe('u')
    clock.time += 2 * hour
    expect(await ask(cookie)).toBe('NOT_AUTHENTICATED')
  })

  test('say at most once a minute that they are in use', async () => {
    const { clock, signIn, ask, touches } = clocked()
    const { cookie } = await signIn('u')
    const askOften = () => Promise.all(Array.from({ length: 5 }, () => ask(cookie)))
    await askOften()
    expect(touches()).toBe(0)
    for (let minute = 1; minute <= 3; minute++) {
      clock.time += 60_000
      await askOften()
      await askOften()
      expect(touches()).toBe(minute)
    }
  })

  test('of a user are listed without their tokens, and ended one by one or all', async () => {
    const { clock, signIn, ask, sessions } = clocked()
    const [first, second, third] = [
      await signIn('u', { metadata: { device: 'phone' } }),
      await signIn('u'),
      await signIn('v'),
    ]
    clock.time += 1000
    const fourth = await signIn('u')
    const listed = await sessions.list('u')
    expect(listed.map(({ id }) => id).sort()).toEqual(
      [first, second, fourth].map(({ session }) => session.id).sort(),
    )
    expect(listed.find(({ id }) => id === first.session.id)?.metadata.device).toBe('phone')
    expect(listed.at(-1)?.id).toBe(fourth.session.id)
    expect(JSON.stringify(listed)).not.toContain(first.pair.accessToken)
    expect(listed.some((session) => 'tokens' in session)).toBe(false)

    await sessions.end({ id: first.session.id })
    await sessions.end({ id: first.session.id })
    expect(await Promise.all([first, second, third].map(({ cookie }) => ask(cookie)))).toEqual([
      'NOT_AUTHENTICATED',
      'u',
      'v',
    ])
    expect(await sessions.list('u')).toHaveLength(2)
    expect(await sessions.endAll('u')).toBe(2)
    expect(await sessions.endAll('u')).toBe(0)
    expect(await Promise.all([second, third, fourth].map(({ cookie }) => ask(cookie)))).toEqual([
      'NOT_AUTHENTICATED',
      'v',
      'NOT_AUTHENTICATED',
    ])
    expect(await sessions.list('u')).toEqual([])
  })

  test('revoke all tokens of the sign-in when they end, the access token too', async () => {
    const { signIn, sessions, tokens } = clocked()
    for (const end of [({ id }: { id: string }) => sessions.end({ id }), () => sessions.endAll('u')]) {
      const { session, pair } = await signIn('u')
      expect((await tokens.verifyAccess(pair.accessToken)).principal.id).toBe('u')
      await end(session)
      for (const use of [() => tokens.verifyAccess(pair.accessToken), () => tokens.rotate(pair.refreshToken)])
        expect(await codeOf(use)).toBe('NOT_AUTHENTICATED')
    }
  })

  test('have a new id at each sign-in, and end the one they replace', async () => {
    const { signIn, ask } = clocked()
    const before = await signIn('anonymous')
    const after = await signIn('u', { replaces: before.session })
    expect(after.session.id).not.toBe(before.session.id)
    expect([await ask(before.cookie), await ask(after.cookie)]).toEqual(['NOT_AUTHENTICATED', 'u'])
  })

  test('end with the family of their tokens, wherever that was revoked', async () => {
    const { clock, signIn, ask, tokens, sessions } = clocked()
    const { cookie, pair } = await signIn('u')
    await tokens.revoke(pair.refreshToken)
    expect(await ask(cookie)).toBe('NOT_AUTHENTICATED')
    clock.time += 880_000
    expect(await ask(cookie)).toBe('NOT_AUTHENTICATED')
    expect(await sessions.list('u')).toEqual([])
  })

  test('that have ended are not brought back by a request that was under way', async () => {
    const { signIn, sessions } = clocked()
    const { session } = await signIn('u')
    await sessions.end(session)
    expect(await sessions.store.update(session)).toBe(false)
    await sessions.store.touch(session)
    expect(await sessions.store.get(session.id)).toBeUndefined()
  })
})

describe('tokens of a session', () => {
  test('are renewed a minute before the access token expires, or when it has', async () => {
    const { clock, signIn, ask, rotations } = clocked()
    const { cookie } = await signIn('u')
    clock.time += 839_000
    expect([await ask(cookie), rotations()]).toEqual(['u', 0])
    clock.time += 1000
    expect([await ask(cookie), rotations()]).toEqual(['u', 1])
    expect([await ask(cookie), rotations()]).toEqual(['u', 1])
    clock.time += 3 * hour
    expect([await ask(cookie), rotations()]).toEqual(['u', 2])
  })

  test('that live for seconds are not renewed at every request', async () => {
    const { clock, signIn, ask, rotations } = clocked({ accessTtlSeconds: 20 })
    const { cookie } = await signIn('u')
    for (let at = 0; at < 3; at++) expect(await ask(cookie)).toBe('u')
    expect(rotations()).toBe(0)
    clock.time += 16_000
    expect([await ask(cookie), rotations()]).toEqual(['u', 1])
  })

  test.each([100, 900_000])(
    'are renewed once for 50 requests at the same time, %p ms after their end',
    async (late) => {
      const { clock, signIn, ask, rotations } = clocked()
      const { cookie } = await signIn('u')
      clock.time += 850_000 + late
      const answers = await Promise.all(Array.from({ length: 50 }, () => ask(cookie)))
      expect(answers).toEqual(Array(50).fill('u'))
      expect(rotations()).toBe(1)
    },
  )

  test('whose refresh token was used elsewhere end the session, for all who wait for it', async () => {
    const { clock, signIn, ask, tokens, sessions } = clocked()
    const { cookie, pair } = await signIn('u')
    await tokens.rotate(pair.refreshToken)
    clock.time += 850_000
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask(cookie)))
    expect(answers).toEqual(Array(5).fill('NOT_AUTHENTICATED'))
    expect(await sessions.list('u')).toEqual([])
  })
})

async function codeOf(use: () => unknown): Promise<unknown> {
  try {
    await use()
    return 'good'
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error
  }
}
