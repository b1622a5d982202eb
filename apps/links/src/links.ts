import { type AppDatabase, AppError, type Cache } from '@repo/multiapp'
import { desc, eq, sql } from 'drizzle-orm'
import { randomCode } from './code.ts'
import { readCursor, writeCursor } from './cursor.ts'
import * as tables from './tables.ts'

export interface Link {
  code: string
  url: string
  createdAt: string
}

const randomAttempts = 5
// A link never changes; one that somebody takes out of the database by hand stops within this.
const cached = { ttlSeconds: 300 }

/** What the app does with links, with no HTTP in it. */
export function createLinks({ db, cache }: { db: AppDatabase<typeof tables>; cache: Cache }) {
  const { links } = tables
  const urls = cache.withPrefix('url')
  const urlByCode = db
    .select({ url: links.url })
    .from(links)
    .where(eq(links.code, sql.placeholder('code')))
    .prepare('link_url_by_code')

  async function insert(url: string, code: string): Promise<Link | undefined> {
    const [row] = await db.insert(links).values({ url, code }).onConflictDoNothing().returning()
    if (!row) return undefined
    // Who asks from now on does not join a look-up that has not seen it.
    await urls.delete(code)
    return toLink(row)
  }

  return {
    /** Throws CONFLICT if the code is taken; without one, a free one is made up. */
    async create({ url, code }: { url: string; code?: string }): Promise<Link> {
      const candidates = code === undefined ? Array.from({ length: randomAttempts }, randomCode) : [code]
      for (const candidate of candidates) {
        const link = await insert(url, candidate)
        if (link) return link
      }
      throw new AppError('CONFLICT', { message: 'this code is taken: choose another' })
    },

    /** Newest first. A cursor is the place of the last link of a page, so none is skipped and none comes twice. */
    async list({ limit, cursor }: { limit: number; cursor?: string }) {
      const after = cursor === undefined ? undefined : readCursor(cursor)
      const rows = await db
        .select()
        .from(links)
        .where(
          after &&
            sql`(${links.createdAt}, ${links.code}) < (${after.createdAt}::timestamptz, ${after.code})`,
        )
        .orderBy(desc(links.createdAt), desc(links.code))
        .limit(limit + 1)
      const items = rows.slice(0, limit).map(toLink)
      const last = items.at(-1)
      return { items, nextCursor: rows.length > limit && last ? writeCursor(last) : null }
    },

    /** From the cache, where it can. An unknown code is not kept: it may be made the next moment, on another host. */
    urlOf(code: string): Promise<string | undefined> {
      return urls.getOrSet(code, cached, async () => {
        const [row] = await urlByCode.execute({ code })
        return row?.url
      })
    },
  }
}

function toLink(row: typeof tables.links.$inferSelect): Link {
  return { ...row, createdAt: row.createdAt.toISOString() }
}
