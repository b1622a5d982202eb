import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createDatabase } from '@repo/multiapp'
import { createTestApp, type TestApp } from '@repo/multiapp/testing'
import { links } from '../index.ts'
import type { Stats } from '../stats.ts'

describe.each(['single', 'multi'] as const)('statistics in %s mode', (mode) => {
  let app: TestApp
  let owner: { authorization: string }
  beforeAll(async () => {
    app = await createTestApp(links, { mode, settings: { flushSeconds: 0.02 } })
    owner = { authorization: `Bearer ${await app.token({ role: 'owner' })}` }
  })
  afterAll(() => app[Symbol.asyncDispose]())

  const create = (code: string) => app.send('POST', '/api/links', { url: 'https://example.com', code }, owner)
  const statsOf = async (code: string) =>
    (await (await app.request(`/api/links/${code}/stats`, { headers: owner })).json()) as Stats

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
    const answers = await Promise.all(Array.from({ length: 1000 }, () => app.request('/busy')))
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
    const owner = createDatabase({
      url: app.databaseUrl,
      roleSecret: 'a secret of the tests, the same for all',
    })
    await owner.admin(
      'days',
      (sql) => sql`
        INSERT INTO app_links.clicks VALUES
          ('old', '2026-03-01', 1), ('old', '2025-12-31', 3000000000), ('old', '2026-02-28', 2)`,
    )
    await owner.close()
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
    await app.request(`/${code}`)
    const response = await app.request(`/api/links/${code}/stats`, { headers: owner })
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ code: 'NOT_FOUND' })
  })
})
