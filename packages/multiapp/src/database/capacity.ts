import type { Sql } from 'postgres'
import type { Home } from './home.ts'
import type { Pools, PoolsOptions } from './pools.ts'

// A start prepares several apps side by side.
const adminConnections = 4

/** Throws an Error if a server does not take as many connections as the apps may open on it. */
export async function assertCapacity(pools: Pools, options: PoolsOptions): Promise<void> {
  const { maxConnections, maxConnectionsPerApp } = options
  const homes = pools.homes()
  const shared = homes.find(({ isOwn }) => !isOwn)
  if (shared) {
    const most = await mostConnections(pools.client(shared))
    assertFits(maxConnections, most, `DATABASE_MAX_CONNECTIONS is ${maxConnections}, and PostgreSQL`)
  }
  const ownMost = Math.min(maxConnections, maxConnectionsPerApp)
  const assertOwn = async (home: Home) => {
    const most = await mostConnections(pools.client(home))
    assertFits(
      ownMost,
      most,
      `app "${home.slug}" may open ${ownMost} connections, and the PostgreSQL of its own`,
    )
  }
  await Promise.all(homes.filter(({ isOwn }) => isOwn).map(assertOwn))
}

/** How many connections a server takes from all hosts; of one that does not answer, readiness tells. */
export async function mostConnections(sql: Sql): Promise<number> {
  const rows = await sql`
    SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
      - coalesce(current_setting('reserved_connections', true)::int, 0) AS most`.catch(() => [])
  return Number(rows[0]?.most ?? Number.POSITIVE_INFINITY)
}

function assertFits(wanted: number, most: number, who: string): void {
  if (wanted + adminConnections <= most) return
  throw new Error(`${who} takes ${most} connections from all hosts together: lower it`)
}
