import postgres, { type Options, type Sql } from 'postgres'
import { type Connection, parseConnectionUrl } from './connection-url.ts'

export interface DriverOptions {
  /** Where the database is, and, without `role`, who logs in. */
  url: string
  role?: { name: string; password: string }
  /** What `pg_stat_activity` shows as application_name. */
  applicationName: string
}

/**
 * postgres.js configured for one role, and never connected itself: sessions are made from its options, and queries are
 * written with its templates.
 */
export function createDriver({ url, role, applicationName }: DriverOptions): Sql {
  const connection: Connection = parseConnectionUrl(url)
  const options = {
    ...connection,
    max: 1,
    idle_timeout: 0,
    max_lifetime: null,
    connection: { application_name: applicationName },
    onnotice() {},
    ...(role && { username: role.name, password: role.password }),
  }
  return postgres(options as unknown as Options<Record<never, never>>) // a port for each host is not in its types
}
