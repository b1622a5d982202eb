import { expect, test } from 'bun:test'
import { createTestApp } from '@repo/multiapp/testing'
import { migrations } from '../migrations/index.ts'
import { linksApp } from './app.ts'
import { routes } from './routes/index.ts'
import { seed } from './seed.ts'
import type { Stats } from './stats.ts'

test('the seed makes links that lead on and have clicks, and neither a second run nor a link of that code changes', async () => {
  const onRegister = async ({ db }: Parameters<typeof seed>[0]) => {
    await db.sql`INSERT INTO links (code, url) VALUES ('drizzle', 'https://example.com/mine')`
    await seed({ db })
    await seed({ db })
  }
  await using app = await createTestApp(linksApp.backend({ migrations, routes, onRegister }))
  const target = async (code: string) => (await app.request(`/${code}`)).headers.get('location')
  const headers = { authorization: `Bearer ${await app.token({ role: 'viewer' })}` }
  const stats = async (code: string) =>
    (await (await app.request(`/api/links/${code}/stats`, { headers })).json()) as Stats
  expect(await target('bun')).toBe('https://bun.sh/docs')
  expect(await target('drizzle')).toBe('https://example.com/mine')
  const { clicks, daily } = await stats('bun')
  expect(daily).toHaveLength(14)
  expect(daily[0]).toEqual({ date: '2026-01-05', clicks: 120 })
  expect(daily[5]).toEqual({ date: '2026-01-10', clicks: 48 })
  expect(clicks).toBe(daily.reduce((sum, day) => sum + day.clicks, 0))
  for (const code of ['drizzle', 'never-followed']) expect(await stats(code)).toMatchObject({ clicks: 0 })
})
