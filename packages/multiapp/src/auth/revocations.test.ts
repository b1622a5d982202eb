import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createTestServer } from '../../test/create-test-server.ts'
import { createTestTokens, memoryRevocations } from '../../test/create-test-tokens.ts'
import { guardedApp } from '../../test/guarded-app.ts'
import { createDatabase } from '../database/database.ts'
import { AppError } from '../errors/app-error.ts'
import { createPostgresRevocations } from './postgres-revocations.ts'
import type { RevocationStore } from './revocation-store.ts'
import { createRevocations, type Revocations } from './revocations.ts'

const inAnHour = () => Date.now() + 3_600_000

const ask = async (revocations: Revocations) => {
  try {
    await revocations.fresh()
    return 'good'
  } catch (error) {
    return error instanceof AppError ? error.code : 'another error'
  }
}

describe('where the store does not answer', () => {
  test('what was known goes on for 5 seconds, then nothing that can be revoked is let in', async () => {
    let time = 0
    let isDown = false
    const store = memoryRevocations()
    const failing: RevocationStore = {
      ...store,
      since: (cursor) => (isDown ? Promise.reject(new Error('away')) : store.since(cursor)),
    }
    const revocations = createRevocations({ store: failing, elapsed: () => time })
    expect(await ask(revocations)).toBe('good')
    isDown = true
    const codes: string[] = []
    for (; time <= 5600; time += 100) codes.push(await ask(revocations))
    expect(codes.lastIndexOf('good')).toBe(50)
    expect(codes.indexOf('APP_UNAVAILABLE')).toBe(51)
    isDown = false
    time += 300
    expect(await ask(revocations)).toBe('good')
  })

  test('one that never answers is as good as away', async () => {
    const never = new Promise<never>(() => {})
    const revocations = createRevocations({
      store: { ...memoryRevocations(), since: () => never },
      answerWithinMs: 50,
    })
    const start = performance.now()
    expect(await ask(revocations)).toBe('APP_UNAVAILABLE')
    expect(performance.now() - start).toBeLessThan(1000)
  })
})

describe("in the app's schema", () => {
  let host: Awaited<ReturnType<typeof createTestServer>>
  let database: ReturnType<typeof createDatabase>
  beforeAll(async () => {
    host = await createTestServer()
    await host.server.register(guardedApp().backend)
    const roleSecret = 'a secret of the tests, the same for all'
    database = createDatabase({ url: host.databaseUrl, roleSecret })
  })
  afterAll(async () => {
    await database.close()
    await host[Symbol.asyncDispose]()
  })
  const store = () => createPostgresRevocations(database.forApp('guarded', {}).sql)

  test('a revocation is known to a host that starts later', async () => {
    const id = crypto.randomUUID()
    await createRevocations({ store: store() }).add([{ id, expiresAt: inAnHour() }])
    const later = createRevocations({ store: store() })
    await later.fresh()
    expect(later.has(id)).toBe(true)
  })

  test('a revocation reaches another host within a second, also one that nobody has asked for a while', async () => {
    let time = 0
    const one = createRevocations({ store: store() })
    const two = createRevocations({ store: store(), elapsed: () => time })
    await two.fresh()
    for (const idleMs of [0, 3000]) {
      time += idleMs
      const id = crypto.randomUUID()
      await one.add([{ id, expiresAt: inAnHour() }])
      time += 950
      await two.fresh()
      expect(two.has(id)).toBe(true)
    }
  })

  test('a host that is busy reads ahead, so that no request waits', async () => {
    let time = 0
    let read: Promise<unknown> = Promise.resolve()
    const own = store()
    const noting: RevocationStore = {
      ...own,
      since(cursor) {
        const news = own.since(cursor)
        read = news
        return news
      },
    }
    const revocations = createRevocations({ store: noting, elapsed: () => time })
    await revocations.fresh()
    for (let round = 0; round < 5; round++) {
      time += 450
      expect(revocations.fresh()).toBeUndefined()
      await read
      await Bun.sleep(0)
    }
  })

  test('of 50 uses on two hosts one is the first', async () => {
    const stores = [store(), store()]
    const uses = Array.from({ length: 50 }, (_, index) => stores[index % 2]?.use('token', inAnHour()))
    const firsts = (await Promise.all(uses)).filter(Boolean)
    expect(firsts).toHaveLength(1)
  })

  test('what has expired is read no more, and removed', async () => {
    const id = crypto.randomUUID()
    await store().add([{ id, expiresAt: Date.now() - 3_600_000 }])
    const { revocations } = await store().since(undefined)
    expect(revocations.map((revocation) => revocation.id)).not.toContain(id)
    const rows = await database.forApp('guarded', {}).sql`SELECT id FROM __revocations WHERE id = ${id}`
    expect(rows).toHaveLength(0)
  })

  test('a revocation is lengthened, and never shortened', async () => {
    const id = crypto.randomUUID()
    const [longer, shorter] = [inAnHour() + 1000, inAnHour() - 1000]
    for (const expiresAt of [inAnHour(), longer, shorter]) await store().add([{ id, expiresAt }])
    const { revocations } = await store().since(undefined)
    const expiresAt = revocations.find((revocation) => revocation.id === id)?.expiresAt
    expect(Math.abs(Number(expiresAt) - longer)).toBeLessThan(500)
  })

  test('one whose commit took longer than readers look back is known within a minute', async () => {
    let time = 0
    const revocations = createRevocations({ store: store(), elapsed: () => time })
    await revocations.fresh()
    const id = crypto.randomUUID()
    await database.forApp('guarded', {}).sql`INSERT INTO __revocations (id, is_used, expires_at, added_at)
      VALUES (${id}, false, now() + interval '1 hour', now() - interval '30 seconds')`
    time += 1000
    await revocations.fresh()
    expect(revocations.has(id)).toBe(false)
    time += 60_000
    await revocations.fresh()
    expect(revocations.has(id)).toBe(true)
  })

  test('a rotation survives the process that made it', async () => {
    const app = { id: 'guarded', slug: 'guarded', roles: {}, permissions: new Set() } as never // what tokens ask of it
    const make = () => createTestTokens({ app, revocations: createRevocations({ store: store() }) })
    const { refreshToken } = await make().issuePair({ id: crypto.randomUUID() })
    await make().rotate(refreshToken)
    const again = await make()
      .rotate(refreshToken)
      .catch((error: AppError) => error.code)
    expect(again).toBe('NOT_AUTHENTICATED')
  })
})
