import type { Sql } from 'postgres'
import { AppError } from '../errors/app-error.ts'
import { createDeadlines } from '../time/deadline.ts'
import { createBudget } from './budget.ts'
import { createClient } from './client.ts'
import type { Home } from './home.ts'
import { createPool, type Pool } from './pool.ts'

export interface PoolsOptions {
  maxConnections: number
  maxConnectionsPerApp: number
  acquireTimeoutSeconds: number
}

/** The apps' pools: one each, made when it is first asked for, all of one budget. */
export interface Pools {
  /** Throws DATABASE_UNAVAILABLE once closed. */
  of(home: Home): Pool
  /** postgres.js over the app's pool. */
  client(home: Home): Sql
  /** The apps that have a pool. */
  homes(): Home[]
  /** Ends the app's connections; new ones open when they are needed. */
  disconnect(slug: string): Promise<void>
  close(): Promise<void>
}

const idleTimeoutSeconds = 30
const closeTimeoutSeconds = 5

export function createPools(options: PoolsOptions): Pools {
  const opened = new Map<string, Pool>()
  const homes = new Map<string, Home>()
  const budget = createBudget(options.maxConnections, () => opened.values())
  const deadlines = createDeadlines(options.acquireTimeoutSeconds)
  let closed = false
  const sweep = setInterval(() => {
    const idleBefore = performance.now() - idleTimeoutSeconds * 1000
    for (const pool of opened.values()) pool.closeIdleSince(idleBefore)
  }, 1000)
  sweep.unref()

  const pools: Pools = {
    of(home) {
      if (closed) throw new AppError('DATABASE_UNAVAILABLE', { message: 'the database is closed' })
      const known = opened.get(home.slug)
      if (known) return known
      const { maxConnectionsPerApp: maxConnections } = options
      const pool = createPool({ driver: home.driver, budget, maxConnections, deadlines })
      opened.set(home.slug, pool)
      homes.set(home.slug, home)
      return pool
    },
    client: (home) => createClient(pools.of(home), home.driver.sql),
    homes: () => [...homes.values()],
    disconnect: async (slug) => opened.get(slug)?.disconnect(),
    async close() {
      closed = true
      clearInterval(sweep)
      await Promise.all([...opened.values()].map((pool) => pool.close(closeTimeoutSeconds)))
      opened.clear()
      homes.clear()
    },
  }
  return pools
}
