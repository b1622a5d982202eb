import { expect } from 'bun:test'
import { createDatabase, type Database } from './database.ts'
import { isolationMigration } from './isolation-contract.ts'

export const roleSecret = 'a secret of the tests, the same for all'
const prepared = { migrations: [isolationMigration], finish: async () => {} }

/** Prepares apps on several hosts of each database, all at once: every host serves each app, and no migration ran twice. */
export async function provisionTogether(
  urls: readonly string[],
  { hosts, slugs }: { hosts: number; slugs: readonly string[] },
): Promise<void> {
  const databases = urls.flatMap((url) =>
    Array.from({ length: hosts }, () => createDatabase({ url, roleSecret })),
  )
  const each = <T>(fn: (database: Database, slug: string) => PromiseLike<T>) =>
    Promise.all(databases.flatMap((database) => slugs.map((slug) => fn(database, slug))))
  try {
    const applied = await each((database, slug) => database.prepare(slug, prepared))
    expect(applied.flat()).toHaveLength(urls.length * slugs.length)
    const rows = await each((database, slug) => database.forApp(slug, {}).sql`SELECT word FROM things`)
    expect(rows.every(({ length }) => length === 1)).toBe(true)
  } finally {
    await Promise.all(databases.map((database) => database.close()))
  }
}

/** Drops apps in one database while another one of the cluster prepares them: the roles go or stay, in any order. */
export async function dropAndPrepareTogether(
  [first, second]: readonly [string, string],
  slugs: readonly string[],
): Promise<void> {
  const dropping = createDatabase({ url: first, roleSecret })
  const preparing = createDatabase({ url: second, roleSecret })
  try {
    await Promise.all(slugs.map((slug) => dropping.prepare(slug, prepared)))
    await Promise.all(
      slugs.flatMap((slug) => [dropping.dropSchema(slug), preparing.prepare(slug, prepared).then(() => {})]),
    )
    expect(await dropping.listSchemas()).toEqual([])
    for (const slug of slugs) {
      expect(await preparing.forApp(slug, {}).sql`SELECT word FROM things`).toHaveLength(1)
      await preparing.dropSchema(slug)
    }
  } finally {
    await Promise.all([dropping.close(), preparing.close()])
  }
}
