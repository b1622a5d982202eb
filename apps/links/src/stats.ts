import type { AppDatabase } from '@repo/multiapp'
import { asc, eq, sql } from 'drizzle-orm'
import * as tables from './tables.ts'

export interface Stats {
  code: string
  clicks: number
  /** Days with clicks, oldest first. */
  daily: { date: string; clicks: number }[]
}

/** How often links were followed, as far as it is written. */
export function createStats(db: AppDatabase<typeof tables>) {
  const { links, clicks } = tables
  const byCode = db
    .select({ date: clicks.day, clicks: clicks.clicks })
    .from(links)
    .leftJoin(clicks, eq(clicks.code, links.code))
    .where(eq(links.code, sql.placeholder('code')))
    .orderBy(asc(clicks.day))
    .prepare('clicks_by_code')

  return {
    /** Undefined for an unknown code. */
    async of(code: string): Promise<Stats | undefined> {
      const rows = await byCode.execute({ code })
      if (rows.length === 0) return undefined
      // A link that nobody has followed is one row without a day.
      const daily = rows.flatMap(({ date, clicks }) => (date && clicks ? [{ date, clicks }] : []))
      return { code, clicks: daily.reduce((total, day) => total + day.clicks, 0), daily }
    },
  }
}
