import type { Sql } from 'postgres'
import { type Home, withHome, withLockedHome } from './home.ts'
import type { Homes } from './homes.ts'
import type { Pools } from './pools.ts'

/** What is done to databases by hand, and never to serve a request. */
export interface Operator {
  /** Makes an app's roles and its schema, with no tables in it, and resolves with its name. What is there stays. */
  createSchema(slug: string): Promise<string>
  /** Removes an app's schema with all its data, and its roles unless another database of the cluster uses them. */
  dropSchema(slug: string): Promise<void>
  /** The schemas that apps have here, sorted. */
  listSchemas(): Promise<string[]>
  /** What an app's tables, indexes and TOAST take on disk, in bytes. */
  schemaSize(slug: string): Promise<number>
  /** Installs an extension where every app finds it. Whoever migrates the apps must be allowed to. */
  ensureExtension(name: string): Promise<void>
  /** Runs `fn` on a connection of the admin's own. */
  admin<T>(purpose: string, fn: (sql: Sql) => Promise<T>): Promise<T>
  /**
   * Runs `fn` once in each database that these apps are in, with those of them that are in it: for the one they share as
   * the admin, for an app's own as its role.
   */
  eachDatabase<T>(
    purpose: string,
    slugs: readonly string[],
    fn: (sql: Sql, slugs: readonly string[]) => Promise<T>,
  ): Promise<T[]>
}

export function createOperator(homes: Homes, pools: Pools): Operator {
  const { admin } = homes
  return {
    async createSchema(slug) {
      const home = homes.of(slug)
      await withLockedHome(home, `create ${slug}`, (session) => home.provision(session))
      return home.schema
    },

    async dropSchema(slug) {
      const home = homes.of(slug)
      await pools.disconnect(slug)
      await withLockedHome(home, `drop ${slug}`, (session) => home.unprovision(session))
    },

    async listSchemas() {
      const shared = await admin.run('list', (sql) => schemasLike(sql, 'app\\_%'))
      const own = await Promise.all(
        homes.own().map((home) => withHome(home, 'list', (sql) => schemasLike(sql, literally(home)))),
      )
      return [...new Set([...shared, ...own.flat()])].sort()
    },

    schemaSize(slug) {
      const home = homes.of(slug)
      return withHome(home, 'size', async (sql) => {
        const [row] =
          await sql`SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) AS bytes FROM pg_class c
          JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE n.nspname = ${home.schema} AND c.relkind IN ('r', 'm', 'S')`
        return Number(row?.bytes ?? 0)
      })
    },

    async ensureExtension(name) {
      const install = async (sql: Sql) => {
        await sql`CREATE EXTENSION IF NOT EXISTS ${sql(name)} SCHEMA extensions`
      }
      await admin.run('extension', install)
      for (const home of homes.own()) {
        await withHome(home, 'extension', async (sql) => {
          const [found] = await sql`SELECT to_regnamespace('extensions') IS NOT NULL AS exists`
          if (!found?.exists) await sql`CREATE SCHEMA extensions`
          await install(sql)
        })
      }
    },

    admin: admin.run,

    eachDatabase(purpose, slugs, fn) {
      const all = slugs.map((slug) => homes.of(slug))
      const shared = all.filter(({ isOwn }) => !isOwn).map(({ slug }) => slug)
      const own = all.filter(({ isOwn }) => isOwn)
      return Promise.all([
        ...(shared.length > 0 ? [admin.run(purpose, (sql) => fn(sql, shared))] : []),
        ...own.map((home) => withHome(home, purpose, (sql) => fn(sql, [home.slug]))),
      ])
    },
  }
}

async function schemasLike(sql: Sql, pattern: string): Promise<string[]> {
  const rows = await sql`SELECT nspname AS name FROM pg_namespace
    WHERE nspname LIKE ${pattern} AND to_regclass(format('%I.__migrations', nspname)) IS NOT NULL`
  return rows.map(({ name }) => String(name))
}

function literally({ schema }: Home): string {
  return schema.replaceAll('_', '\\_')
}
