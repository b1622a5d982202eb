import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createTestApp, type TestApp, type TestPrincipal } from '@repo/multiapp/testing'
import { links } from '../index.ts'
import type { Stats } from '../stats.ts'

describe.each(['single', 'multi'] as const)('statistics in %s mode', (mode) => {
  let app: TestApp<typeof links>
  let owner: TestPrincipal
  beforeAll(async () => {
    app = await createTestApp(links, { mode, settings: { flushSeconds: 0.02 } })
    owner = await app.asPrincipal({ role: 'owner' })
  })
  afterAll(() => app[Symbol.asyncDispose]())

  const create = (code: string) => owner.post('/api/links', { url: 'https://example.com', code })
  const statsOf = (code: string) => owner.get(`/api/links/${code}/stats`).json<Stats>()

  async function untilClicks(code: string, clicks: number): Promise<Stats> {
    for (;;) {
      const stats = await statsOf(code)
      if (stats.clicks >= clicks) return stats
      await Bun.sleep(10)
    }
  }

  test('a link that nobody has followed has no days', async () => {
    await create('alone')
    expect(await statsOf('alone')).toEqual({ code: 'alone', clicks: 0, daily: [] })
  })

  test('a thousand who follow a link at once are a thousand clicks of today', async () => {
    await create('busy')
    const from = new Date().toISOString().slice(0, 10)
    const answers = await Promise.all(Array.from({ length: 1000 }, () => app.get('/busy')))
    expect(answers.filter(({ status }) => status === 302)).toHaveLength(1000)
    await untilClicks('busy', 1000)
    await Bun.sleep(50)
    const { code, clicks, daily } = await statsOf('busy')
    expect({ code, clicks }).toEqual({ code: 'busy', clicks: 1000 })
    // The test may run across midnight.
    expect(daily[0]?.date).toBe(from)
    expect(daily.reduce((total, day) => total + day.clicks, 0)).toBe(1000)
  })

  test('days come oldest first', async () => {
    await create('old')
    await app.deps.db.sql`
      INSERT INTO clicks VALUES
        ('old', '2026-03-01', 1), ('old', '2025-12-31', 3000000000), ('old', '2026-02-28', 2)`
    expect(await statsOf('old')).toEqual({
      code: 'old',
      clicks: 3_000_000_003,
      daily: [
        { date: '2025-12-31', clicks: 3_000_000_000 },
        { date: '2026-02-28', clicks: 2 },
        { date: '2026-03-01', clicks: 1 },
      ],
    })
  })

  test.each(['unknown', 'x', 'no%20such'])('those of the unknown code %s are 404', async (code) => {
    await app.get(`/${code}`)
    const problem = await owner.get(`/api/links/${code}/stats`).problem()
    expect(problem).toMatchObject({ status: 404, code: 'NOT_FOUND' })
  })
})

test('a click is of the day of UTC on which it comes', async () => {
  await using app = await createTestApp(links, { settings: { flushSeconds: 0.02 } })
  app.clock.advanceTo('2100-02-28T23:59:30Z')
  const owner = await app.asPrincipal({ role: 'owner' })
  await owner.post('/api/links', { url: 'https://example.com', code: 'last-day' })
  await app.get('/last-day')
  app.clock.advance({ minutes: 1 })
  await app.get('/last-day')
  const dailyOf = async () => (await owner.get('/api/links/last-day/stats').json<Stats>()).daily
  while ((await dailyOf()).length < 2) await Bun.sleep(10)
  expect(await dailyOf()).toEqual([
    { date: '2100-02-28', clicks: 1 },
    { date: '2100-03-01', clicks: 1 },
  ])
})
