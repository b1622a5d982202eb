import type { Sql } from 'postgres'
import { createLedgerSql } from '../migrations/ledger.ts'
import { sqlState } from './database-error.ts'
import { type AppRoles, passwordOf } from './roles.ts'
import { scramVerifier } from './scram.ts'

export interface ProvisionOptions {
  roleSecret: string
  /** The most connections that PostgreSQL gives the app's role. */
  connectionLimit: number
}

/**
 * Makes an app's roles, schema and ledger, or asserts them anew: a role may change its own password and settings, so
 * nothing is taken for granted. Says whether the schema is new. `session` holds the app's lock.
 */
export async function provision(
  session: Sql,
  roles: AppRoles,
  options: ProvisionOptions,
): Promise<{ created: boolean }> {
  const [found] = await session`SELECT to_regnamespace(${quoted(roles.schema)}) IS NOT NULL AS exists`
  const verifier = await scramVerifier(roles.app, passwordOf(roles.app, options.roleSecret))
  await retryCatalogRace(() => session.unsafe(rolesSql(roles, verifier, options.connectionLimit)))
  await retryCatalogRace(() => session.unsafe(schemaSql(roles)))
  return { created: found?.exists !== true }
}

/** Removes an app's schema with all its data, and its roles unless another database of the cluster uses them. */
export async function unprovision(session: Sql, { schema, app, owner }: AppRoles): Promise<void> {
  await session.unsafe(`DROP SCHEMA IF EXISTS "${schema}" CASCADE`)
  for (const role of [app, owner]) {
    const [found] = await session`SELECT 1 FROM pg_roles WHERE rolname = ${role}`
    if (!found) continue
    await retryCatalogRace(async () => {
      await session.unsafe(
        `DROP OWNED BY "${role}"; ALTER ROLE "${role}" IN DATABASE ${await databaseName(session)} RESET ALL`,
      )
      await session.unsafe(`DROP ROLE "${role}"`).catch((error) => {
        if (sqlState(error) !== usedElsewhere) throw error
      })
    })
  }
}

const usedElsewhere = '2BP01'

// Creating a role is not idempotent in SQL; a CREATEROLE admin needs the explicit membership to act as the owner.
function rolesSql({ app, owner }: AppRoles, verifier: string, connectionLimit: number): string {
  return `
    DO $$ BEGIN
      IF to_regrole('"${owner}"') IS NULL THEN CREATE ROLE "${owner}" LOGIN; END IF;
      IF to_regrole('"${app}"') IS NULL THEN CREATE ROLE "${app}" LOGIN; END IF;
      IF NOT pg_has_role(current_user, '${owner}', 'USAGE') THEN GRANT "${owner}" TO CURRENT_USER; END IF;
    END $$;
    ALTER ROLE "${app}" LOGIN CONNECTION LIMIT ${connectionLimit} PASSWORD '${verifier}';
    DO $$ BEGIN
      EXECUTE format('ALTER ROLE %I IN DATABASE %I SET search_path = %I, extensions', '${app}', current_database(), '${app}');
      EXECUTE format('ALTER ROLE %I IN DATABASE %I SET statement_timeout = ''30s''', '${app}', current_database());
      EXECUTE format('ALTER ROLE %I IN DATABASE %I SET idle_in_transaction_session_timeout = ''30s''', '${app}', current_database());
    END $$;`
}

function schemaSql({ schema, app, owner }: AppRoles): string {
  return `
    CREATE SCHEMA IF NOT EXISTS extensions;
    GRANT USAGE ON SCHEMA extensions TO PUBLIC;
    CREATE SCHEMA IF NOT EXISTS "${schema}" AUTHORIZATION "${owner}";
    SET ROLE "${owner}";
    REVOKE ALL ON SCHEMA "${schema}" FROM PUBLIC;
    GRANT USAGE ON SCHEMA "${schema}" TO "${app}";
    ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
    ALTER DEFAULT PRIVILEGES IN SCHEMA "${schema}" GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "${app}";
    ALTER DEFAULT PRIVILEGES IN SCHEMA "${schema}" GRANT USAGE, SELECT ON SEQUENCES TO "${app}";
    ALTER DEFAULT PRIVILEGES IN SCHEMA "${schema}" GRANT EXECUTE ON FUNCTIONS TO "${app}";
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "${schema}" TO "${app}";
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA "${schema}" TO "${app}";
    ${createLedgerSql(schema, app)}
    RESET ROLE;`
}

const races = new Set([
  'XX000', // tuple concurrently updated: roles are the cluster's, and no lock of ours spans its databases
  '23505', // a catalog's unique index: the other one made it first
  '42710', // duplicate object: likewise
  '42P06', // duplicate schema: likewise
])
const raceAttempts = 20

async function retryCatalogRace<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run()
    } catch (error) {
      const code = sqlState(error)
      if (attempt === raceAttempts || code === undefined || !races.has(code)) throw error
      await Bun.sleep(attempt * (5 + Math.random() * 10))
    }
  }
}

async function databaseName(session: Sql): Promise<string> {
  const [row] = await session<{ name: string }[]>`SELECT quote_ident(current_database()) AS name`
  return row?.name ?? ''
}

function quoted(identifier: string): string {
  return `"${identifier}"`
}
