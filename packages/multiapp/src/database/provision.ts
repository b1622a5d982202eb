import type { Sql } from 'postgres'
import { AppError } from '../errors/app-error.ts'
import { retryCatalogRace } from './catalog-race.ts'
import { sqlState } from './database-error.ts'
import { membershipSql, provisionSql } from './provision-sql.ts'
import { type AppRoles, passwordOf } from './roles.ts'
import { scramVerifier } from './scram.ts'

export interface ProvisionOptions {
  roleSecret: string
  /** The most connections that PostgreSQL gives the app's role, from all hosts: a quota against accidents. */
  connectionLimit: number
}

/** What a provisioning has made that was not there before. */
export interface Provisioned {
  schema: boolean
  roles: string[]
}

/**
 * Makes an app's roles, schema and ledger, or asserts them anew: a role may change its own password and settings, so
 * nothing is taken for granted. `session` is one connection that holds the app's lock.
 */
export async function provision(
  session: Sql,
  roles: AppRoles,
  options: ProvisionOptions,
): Promise<Provisioned> {
  const { schema, app, owner } = roles
  const verifier = await scramVerifier(app, passwordOf(app, options.roleSecret))
  const existing = await session`
    SELECT rolname AS name FROM pg_roles WHERE rolname IN (${app}, ${owner})
    UNION ALL SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname = ${schema}`
  const names = existing.map(({ name }) => name)
  try {
    await retryCatalogRace(() => session.unsafe(provisionSql(roles, verifier, options.connectionLimit)))
  } catch (error) {
    if (sqlState(error) !== '42501') throw error
    const message = `this admin may not act for the roles of ${schema}: a superuser or the admin who made them has to "GRANT ${owner}, ${app} TO <admin> WITH ADMIN OPTION"`
    throw new AppError('DATABASE_UNAVAILABLE', { message, cause: error })
  }
  return {
    schema: !names.includes(`schema ${schema}`),
    roles: [app, owner].filter((role) => !names.includes(role)),
  }
}

/**
 * Removes an app's schema with all its data, and of its roles those in `which`. A role that another database of the
 * cluster uses, or that somebody has given more, stays: what it may do elsewhere is not ours to take.
 */
export async function unprovision(session: Sql, roles: AppRoles, which: readonly string[]): Promise<void> {
  const { schema, app, owner } = roles
  await retryCatalogRace(() => session.unsafe(membershipSql(app)))
  // As the role itself, which may end its own sessions and remove its own large objects; no schema holds those.
  await asRole(
    session,
    app,
    `SELECT pg_terminate_backend(pid, ${endTimeoutMs}) FROM pg_stat_activity
    WHERE usename = '${app}' AND datname = current_database()`,
  )
  if (which.includes(app)) {
    await asRole(
      session,
      app,
      `SELECT lo_unlink(oid) FROM pg_largeobject_metadata WHERE lomowner = '"${app}"'::regrole`,
    )
  }
  await session.unsafe(`SET ROLE "${owner}"; DROP SCHEMA IF EXISTS "${schema}" CASCADE;
    ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO PUBLIC; RESET ROLE`)
  for (const role of which) {
    const reset = `DO $do$ BEGIN EXECUTE format('ALTER ROLE "${role}" IN DATABASE %I RESET ALL', current_database()); END $do$`
    await retryCatalogRace(() => session.unsafe(`${reset}; DROP ROLE IF EXISTS "${role}"`)).catch(
      (error: unknown) => {
        if (!keepsRole.has(sqlState(error) ?? '')) throw error
      },
    )
  }
}

// A role that is gone, by a removal that was cut short, has nothing left.
async function asRole(session: Sql, role: string, statement: string): Promise<void> {
  await session.unsafe(`SET ROLE "${role}"; ${statement}; RESET ROLE`).catch((error: unknown) => {
    if (sqlState(error) !== noSuchRole) throw error
  })
}

const noSuchRole = '22023'
const endTimeoutMs = 5000

// Used elsewhere, in use by a session, gone already.
const keepsRole = new Set(['2BP01', '55006', '42704'])
