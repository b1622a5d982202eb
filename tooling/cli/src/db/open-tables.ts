import { type AnyAppBackend, type Database, schemaFromSlug, verifyRlsOf } from '@repo/multiapp'

/** A table that does not keep tenants apart. */
export interface OpenTable {
  app: string
  table: string
  reason: string
  /** Whether the app has declared that it need not. */
  isExempt: boolean
}

/** The open tables of all these apps, in one query for each database that they are in. */
export async function openTables(database: Database, apps: readonly AnyAppBackend[]): Promise<OpenTable[]> {
  const slugs = apps.map(({ slug }) => slug)
  const found = await database.eachDatabase('check', slugs, async (session, here) => {
    const those = apps.filter(({ slug }) => here.includes(slug))
    const bySchema = Object.fromEntries(those.map(({ slug, rls }) => [schemaFromSlug(slug), rls]))
    const slugOf = new Map(here.map((slug) => [schemaFromSlug(slug), slug]))
    const holes = await verifyRlsOf(session, bySchema)
    return holes.map(({ schema, ...hole }) => ({ ...hole, app: slugOf.get(schema) ?? schema }))
  })
  return found.flat()
}
