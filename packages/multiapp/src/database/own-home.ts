import type { Sql } from 'postgres'
import { schemaFromSlug } from '../app/slug.ts'
import { createRevocationsSql } from '../auth/postgres-revocations.ts'
import { variable } from '../env/variable.ts'
import { AppError } from '../errors/app-error.ts'
import { createLedgerSql } from '../migrations/ledger.ts'
import { createAdmin } from './admin.ts'
import { sqlState } from './database-error.ts'
import { createDriver } from './driver.ts'
import { forceRlsSql } from './force-rls.ts'
import type { Home } from './home.ts'

/**
 * An app's home in a database of its own, used as the role in its URL: no role is made, and what makes the schema serves
 * it too. With no role's settings to go by, they are the connection's.
 */
export function ownHome(slug: string, url: string): Home {
  const schema = schemaFromSlug(slug)
  const name = variable('DATABASE_URL', slug)
  const driver = createDriver(url, schema, {
    search_path: `"${schema}", extensions`,
    statement_timeout: '30s',
    idle_in_transaction_session_timeout: '30s',
  })
  return {
    slug,
    schema,
    isOwn: true,
    admin: createAdmin(url),
    driver,
    loginAdvice: `the role of ${name} cannot log in: look at its user and password`,
    async target(session) {
      return { slug, schema, owner: await currentUser(session), closing: forceRlsSql(schema) }
    },
    async provision(session) {
      const [found] = await session`SELECT to_regnamespace(${`"${schema}"`}) IS NOT NULL AS exists`
      const exists = found?.exists === true
      try {
        // One message is one transaction. Where the schema is there, the role may lack the right to make one.
        const create = exists ? '' : `CREATE SCHEMA "${schema}";`
        await session.unsafe(
          `${create} ${createLedgerSql(schema)} ${createRevocationsSql(schema)} ${forceRlsSql(schema)}`,
        )
      } catch (error) {
        if (sqlState(error) !== '42501') throw error
        const role = await currentUser(session)
        const message = `role ${role} may not make what ${name} needs: CREATE SCHEMA "${schema}" AUTHORIZATION "${role}", or GRANT CREATE ON DATABASE … TO "${role}"`
        throw new AppError('DATABASE_UNAVAILABLE', { message, cause: error })
      }
      return { schema: !exists, roles: [] }
    },
    async unprovision(session) {
      await session.unsafe(`DROP SCHEMA IF EXISTS "${schema}" CASCADE`)
    },
    async unfitReason(sql) {
      const [row] = await sql`
        SELECT current_schema() AS first, current_user AS role, to_regnamespace(${`"${schema}"`}) IS NOT NULL AS exists,
          (SELECT string_agg(relname, ', ' ORDER BY relname) FROM pg_class
            WHERE relnamespace = to_regnamespace(${`"${schema}"`}) AND relkind IN ('r', 'p')
              AND relrowsecurity AND NOT row_security_active(oid)) AS open`
      if (!row?.exists) return `the schema ${schema} is not made yet`
      if (row.first !== schema) {
        return `search_path did not reach PostgreSQL, so ${row.first} is where the app's tables would be: point ${name} past the pooler, or ALTER ROLE "${row.role}" SET search_path = "${schema}", extensions`
      }
      if (row.open) {
        return `row-level security does not hold for role ${row.role} on ${row.open}: it owns them, or is a superuser, or has BYPASSRLS`
      }
      return undefined
    },
  }
}

async function currentUser(session: Sql): Promise<string> {
  const [row] = await session`SELECT current_user AS name`
  return String(row?.name).replaceAll('"', '""') // it is written between quotes
}
