import type { Sql } from 'postgres'
import { AppError } from '../errors/app-error.ts'
import { createLedgerSql } from '../migrations/ledger.ts'
import { retryCatalogRace } from './catalog-race.ts'
import { sqlState } from './database-error.ts'
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

// One message is one implicit transaction: all of it or nothing. A CREATEROLE admin needs the explicit membership to act
// as the owner, with inheritance where its own role has none.
function provisionSql({ schema, app, owner }: AppRoles, verifier: string, connectionLimit: number): string {
  const settings = {
    search_path: `"${app}", extensions`,
    statement_timeout: "'30s'",
    idle_in_transaction_session_timeout: "'30s'",
  }
  const set = Object.entries(settings).map(
    ([name, value]) =>
      `EXECUTE format('ALTER ROLE "${app}" IN DATABASE %I SET ${name} = ${value.replaceAll("'", "''")}', current_database());`,
  )
  return `
    DO $do$ BEGIN
      IF to_regrole('"${owner}"') IS NULL THEN CREATE ROLE "${owner}" LOGIN; END IF;
      IF to_regrole('"${app}"') IS NULL THEN CREATE ROLE "${app}" LOGIN; END IF;
      IF current_setting('server_version_num')::int >= 160000 THEN
        IF NOT pg_has_role(current_user, '${owner}', 'SET') OR NOT pg_has_role(current_user, '${owner}', 'USAGE') THEN
          GRANT "${owner}" TO CURRENT_USER WITH SET TRUE, INHERIT TRUE;
        END IF;
      ELSIF NOT pg_has_role(current_user, '${owner}', 'MEMBER') THEN
        GRANT "${owner}" TO CURRENT_USER;
      END IF;
    END $do$;
    ALTER ROLE "${app}" RESET ALL;
    ALTER ROLE "${app}" LOGIN CONNECTION LIMIT ${connectionLimit} PASSWORD '${verifier}';
    DO $do$ BEGIN
      EXECUTE format('ALTER ROLE "${app}" IN DATABASE %I RESET ALL', current_database());
      ${set.join('\n      ')}
      IF to_regnamespace('extensions') IS NULL THEN
        CREATE SCHEMA extensions;
        GRANT USAGE ON SCHEMA extensions TO PUBLIC;
      END IF;
    END $do$;
    CREATE SCHEMA IF NOT EXISTS "${schema}" AUTHORIZATION "${owner}";
    SET ROLE "${owner}";
    REVOKE ALL ON SCHEMA "${schema}" FROM PUBLIC;
    GRANT USAGE ON SCHEMA "${schema}" TO "${app}";
    ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
    ALTER DEFAULT PRIVILEGES IN SCHEMA "${schema}" GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "${app}";
    ALTER DEFAULT PRIVILEGES IN SCHEMA "${schema}" GRANT USAGE, SELECT ON SEQUENCES TO "${app}";
    ALTER DEFAULT PRIVILEGES IN SCHEMA "${schema}" GRANT EXECUTE ON FUNCTIONS TO "${app}";
    ${createLedgerSql(schema, app)}
    RESET ROLE;`
}

/**
 * Removes an app's schema with all its data, and of its roles those in `which`. A role that another database of the
 * cluster uses, or that somebody has given more, stays: what it may do elsewhere is not ours to take.
 */
export async function unprovision(session: Sql, roles: AppRoles, which: readonly string[]): Promise<void> {
  const { schema, app, owner } = roles
  await session`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ${app} AND datname = current_database()`.catch(
    () => {}, // an admin who is no superuser may not, and waits for them instead
  )
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

// Used elsewhere, in use by a session, gone already.
const keepsRole = new Set(['2BP01', '55006', '42704'])
