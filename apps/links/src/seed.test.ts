import { expect, test } from 'bun:test'
import { createTestApp } from '@repo/multiapp/testing'
import { links } from './index.ts'
import { seed } from './seed.ts'
import type { Stats } from './stats.ts'

test('the seed makes links that lead on and have clicks, and neither a second run nor a link of that code changes', async () => {
  await using app = await createTestApp(links)
  await app.deps.db.sql`INSERT INTO links (code, url) VALUES ('drizzle', 'https://example.com/mine')`
  await seed(app.deps)
  await seed(app.deps)
  const viewer = await app.asPrincipal({ role: 'viewer' })
  const target = async (code: string) => (await app.get(`/${code}`)).headers.get('location')
  const stats = (code: string) => viewer.get(`/api/links/${code}/stats`).json<Stats>()
  expect(await target('bun')).toBe('https://bun.sh/docs')
  expect(await target('drizzle')).toBe('https://example.com/mine')
  const { clicks, daily } = await stats('bun')
  expect(daily).toHaveLength(14)
  expect(daily[0]).toEqual({ date: '2026-01-05', clicks: 120 })
  expect(daily[5]).toEqual({ date: '2026-01-10', clicks: 48 })
  expect(clicks).toBe(daily.reduce((sum, day) => sum + day.clicks, 0))
  for (const code of ['drizzle', 'never-followed']) expect(await stats(code)).toMatchObject({ clicks: 0 })
})
