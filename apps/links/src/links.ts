import { type AppDatabase, AppError } from '@repo/multiapp'
import { eq, sql } from 'drizzle-orm'
import { randomCode } from './code.ts'
import * as tables from './tables.ts'

export interface Link {
  code: string
  url: string
  createdAt: string
}

const randomAttempts = 5

/** What the app does with links, with no HTTP in it. */
export function createLinks(db: AppDatabase<typeof tables>) {
  const { links } = tables
  const urlByCode = db
    .select({ url: links.url })
    .from(links)
    .where(eq(links.code, sql.placeholder('code')))
    .prepare('link_url_by_code')

  async function insert(url: string, code: string): Promise<Link | undefined> {
    const [row] = await db.insert(links).values({ url, code }).onConflictDoNothing().returning()
    return row && { ...row, createdAt: row.createdAt.toISOString() }
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

    async urlOf(code: string): Promise<string | undefined> {
      const [row] = await urlByCode.execute({ code })
      return row?.url
    },
  }
}
