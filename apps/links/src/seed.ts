import type { linksApp } from './app.ts'
import * as tables from './tables.ts'

const urlByCode = {
  bun: 'https://bun.sh/docs',
  elysia: 'https://elysiajs.com/at-glance.html',
  drizzle: 'https://orm.drizzle.team/docs/overview',
  postgres: 'https://www.postgresql.org/docs/current/',
  'never-followed': 'https://example.com/',
}
const days = 14
const firstDay = Date.UTC(2026, 0, 5)
const dayMs = 24 * 3600 * 1000

/** Sample links with a fortnight of clicks, the same at each run. A link that is there stays as it is. */
export async function seed({ db }: Pick<typeof linksApp.deps, 'db'>): Promise<void> {
  const links = Object.entries(urlByCode).map(([code, url]) => ({ code, url, createdAt: new Date(firstDay) }))
  await db.transaction(async (tx) => {
    const made = await tx
      .insert(tables.links)
      .values(links)
      .onConflictDoNothing()
      .returning({ code: tables.links.code })
    const clicks = made.flatMap(({ code }) => clicksOf(code))
    if (clicks.length > 0) await tx.insert(tables.clicks).values(clicks)
  })
}

/** More in the week than at its end, and a little less for each link further down. */
function clicksOf(code: string) {
  const rank = Object.keys(urlByCode).indexOf(code)
  if (code === 'never-followed') return []
  return Array.from({ length: days }, (_, index) => {
    const day = new Date(firstDay + index * dayMs)
    const isWeekend = [0, 6].includes(day.getUTCDay())
    const clicks = Math.round((120 + 5 * index) / (rank + 1) / (isWeekend ? 3 : 1))
    return { code, day: day.toISOString().slice(0, 10), clicks }
  })
}
