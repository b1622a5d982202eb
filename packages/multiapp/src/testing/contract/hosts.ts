import { expect, test } from 'bun:test'
import { createLogger } from '../../log/logger.ts'
import type { TestApp } from '../create-test-app.ts'
import type { Contracted } from './app-contract.ts'
import { stateOf } from './database-state.ts'

/** How an app starts again, starts where it may prepare nothing, and ends. */
export function hostsContract(contracted: Contracted): void {
  test('a second start on the same database changes nothing in it', async () => {
    const before = await stateOf(contracted.served)
    await using _ = await contracted.another()
    expect(await stateOf(contracted.served)).toEqual(before)
  })

  test('needs nobody but its own role, on a host that prepares nothing', async () => {
    const url = new URL(contracted.served.databaseUrl)
    url.username = 'nobody'
    await using host = await contracted.another({ databaseUrl: url.href, server: { migrateOnStart: false } })
    expect((await host.get('/readyz')).status).toBe(200)
    expect((await host.get('/health')).status).toBe(200)
  })

  test('ends with no complaint, and leaves no connection', async () => {
    const others = await connectionsTo(contracted.served)
    const complaints: string[] = []
    const logger = createLogger({ level: 'warn', destination: { write: (line) => complaints.push(line) } })
    const host = await contracted.another({ server: { logger } })
    await host.get('/health')
    complaints.length = 0
    await host[Symbol.asyncDispose]()
    expect(complaints).toEqual([])
    expect(await leftBeside(others, contracted.served)).toEqual([])
  })
}

// PostgreSQL ends a session in its own time.
const endsWithinMs = 2000

async function leftBeside(others: readonly string[], served: TestApp): Promise<string[]> {
  for (const deadline = performance.now() + endsWithinMs; ; await Bun.sleep(5)) {
    const left = (await connectionsTo(served)).filter((connection) => !others.includes(connection))
    if (left.length === 0 || performance.now() > deadline) return left
  }
}

function connectionsTo(served: TestApp): Promise<string[]> {
  return served.asAdmin(async (sql) => {
    const rows = await sql`
      SELECT usename || ' ' || pid || ': ' || query AS connection FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`
    return rows.map(({ connection }) => String(connection))
  })
}
