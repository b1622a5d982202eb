import { createRevocationsSql } from '../auth/postgres-revocations.ts'
import { createLedgerSql } from '../migrations/ledger.ts'
import type { AppRoles } from './roles.ts'

/**
 * SQL that makes or re-asserts all that an app has in a database. One message is one implicit transaction: all of it or
 * nothing.
 */
export function provisionSql(roles: AppRoles, verifier: string, connectionLimit: number): string {
  const { schema, app, owner } = roles
  return `
    DO $do$ BEGIN
      IF to_regrole('"${owner}"') IS NULL THEN CREATE ROLE "${owner}" LOGIN; END IF;
      IF to_regrole('"${app}"') IS NULL THEN CREATE ROLE "${app}" LOGIN; END IF;
    END $do$;
    ${membershipSql(owner)}
    ALTER ROLE "${app}" RESET ALL;
    ALTER ROLE "${app}" LOGIN CONNECTION LIMIT ${connectionLimit} PASSWORD '${verifier}';
    ${settingsSql(roles)}
    ${closePublicSql}
    CREATE SCHEMA IF NOT EXISTS "${schema}" AUTHORIZATION "${owner}";
    SET ROLE "${owner}";
    REVOKE ALL ON SCHEMA "${schema}" FROM PUBLIC;
    GRANT USAGE ON SCHEMA "${schema}" TO "${app}";
    ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
    ALTER DEFAULT PRIVILEGES IN SCHEMA "${schema}" GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "${app}";
    ALTER DEFAULT PRIVILEGES IN SCHEMA "${schema}" GRANT USAGE, SELECT ON SEQUENCES TO "${app}";
    ALTER DEFAULT PRIVILEGES IN SCHEMA "${schema}" GRANT EXECUTE ON FUNCTIONS TO "${app}";
    ${createLedgerSql(schema, app)}
    ${createRevocationsSql(schema, app)}
    RESET ROLE;`
}

/**
 * SQL that lets the admin act as a role, if there is such a role. A CREATEROLE admin may give itself what it has made;
 * since PostgreSQL 16, making it gives no more than that. Before 16 there were no such options, which is why the grant is
 * put together: PL/pgSQL refuses a statement that it cannot parse, also where it would not run.
 */
export function membershipSql(role: string): string {
  return `
    DO $do$ DECLARE
      has_options boolean := current_setting('server_version_num')::int >= 160000;
      needed text[] := CASE WHEN has_options THEN '{SET,USAGE}'::text[] ELSE '{MEMBER}' END;
      options text := CASE WHEN has_options THEN ' WITH SET TRUE, INHERIT TRUE' ELSE '' END;
    BEGIN
      IF EXISTS (SELECT FROM pg_roles r, unnest(needed) n WHERE r.rolname = '${role}' AND NOT pg_has_role(r.oid, n)) THEN
        EXECUTE 'GRANT "${role}" TO CURRENT_USER' || options;
      END IF;
    END $do$;`
}

function settingsSql({ schema, app }: AppRoles): string {
  const settings = {
    search_path: `"${schema}", extensions`,
    statement_timeout: "''30s''",
    idle_in_transaction_session_timeout: "''30s''",
  }
  const set = Object.entries(settings).map(
    ([name, value]) =>
      `EXECUTE format('ALTER ROLE "${app}" IN DATABASE %I SET ${name} = ${value}', current_database());`,
  )
  return `
    DO $do$ BEGIN
      EXECUTE format('ALTER ROLE "${app}" IN DATABASE %I RESET ALL', current_database());
      ${set.join('\n      ')}
      IF to_regnamespace('extensions') IS NULL THEN
        CREATE SCHEMA extensions;
        GRANT USAGE ON SCHEMA extensions TO PUBLIC;
      END IF;
    END $do$;`
}

// What PostgreSQL lets everybody make in a database, apps among them: temporary tables and functions, and, in a database
// that was made before PostgreSQL 15, anything in `public`. Once taken back, it is only looked at: a revoke would lock.
const closePublicSql = `
    DO $do$ BEGIN
      IF EXISTS (SELECT FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
        WHERE d.datname = current_database() AND pg_has_role(d.datdba, 'USAGE')
          AND a.grantee = 0 AND a.privilege_type = 'TEMPORARY')
      THEN EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()); END IF;
      IF EXISTS (SELECT FROM pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
        WHERE n.nspname = 'public' AND pg_has_role(n.nspowner, 'USAGE')
          AND a.grantee = 0 AND a.privilege_type = 'CREATE')
      THEN REVOKE CREATE ON SCHEMA public FROM PUBLIC; END IF;
    END $do$;`
