import postgres, { type Options, type Sql } from 'postgres'

export interface PoolOptions {
  /** Where the database is, and, without `role`, who logs in. */
  url: string
  role?: { name: string; password: string }
  /** What `pg_stat_activity` shows as application_name. */
  applicationName: string
  maxConnections: number
}

const idleTimeoutSeconds = 30
const connectTimeoutSeconds = 5

/** A pool of connections to PostgreSQL: they open on first use and close when idle. */
export function openPool({ url, role, applicationName, maxConnections }: PoolOptions): Sql {
  const options: Options<Record<never, never>> = {
    max: maxConnections,
    idle_timeout: idleTimeoutSeconds,
    connect_timeout: connectTimeoutSeconds,
    connection: { application_name: applicationName },
    onnotice() {},
    ...(role && { username: role.name, password: role.password }),
  }
  return postgres(url, options)
}
