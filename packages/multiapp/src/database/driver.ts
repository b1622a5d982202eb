import postgres, { type Options, type Sql } from 'postgres'
import { parseConnectionUrl } from './connection-url.ts'

/**
 * postgres.js for one role: `sql` writes queries and never connects, `options` are what a session connects with. Roles of
 * one database share `sql`, and with it how types are read and written, which is most of what an idle pool would weigh.
 */
export interface Driver {
  readonly sql: Sql
  readonly options: object
  /** Whether a connection of the role has asked which array types there are. */
  knowsTypes: boolean
}

/** The driver of the role in `url`, with the settings that its connections start with. */
export function createDriver(
  url: string,
  applicationName: string,
  settings: Record<string, string> = {},
): Driver {
  const options = {
    ...parseConnectionUrl(url),
    max: 1,
    idle_timeout: 0,
    max_lifetime: null,
    connection: { application_name: applicationName, ...settings },
    onnotice() {},
  }
  const sql = postgres(options as unknown as Options<Record<never, never>>) // a port for each host is not in its types
  return { sql, options: sql.options, knowsTypes: false }
}

/** The same database as another role, which says so as its application_name. */
export function asRole(driver: Driver, name: string, password: string): Driver {
  const connection = { application_name: name }
  return {
    sql: driver.sql,
    options: { ...driver.options, user: name, pass: password, connection },
    knowsTypes: false,
  }
}
