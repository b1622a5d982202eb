import { createTestDatabase } from '@repo/devdb/testing'
import { createLogger } from '../src/log/logger.ts'
import type { ServerOptions } from '../src/server/options.ts'
import { createServer } from '../src/server/server.ts'

/** A server with its log lines, on a database of its own unless one is named. Nothing is registered. */
export async function createTestServer(options: Partial<ServerOptions> = {}) {
  const database = options.databaseUrl ? undefined : await createTestDatabase()
  const databaseUrl = options.databaseUrl ?? database?.url ?? ''
  const lines: Record<string, unknown>[] = []
  const logger = createLogger({ destination: { write: (line) => lines.push(JSON.parse(line)) } })
  const server = createServer({
    mode: 'multi',
    databaseUrl,
    databaseRoleSecret: 'a secret of the tests, the same for all',
    logger,
    hostname: '127.0.0.1',
    port: 0,
    ...options,
  })
  return {
    server,
    lines,
    databaseUrl,
    get: async (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) =>
      server.fetch(new Request(`http://localhost${path}`, { ...init, headers })),
    async [Symbol.asyncDispose]() {
      await server.shutdown()
      await database?.drop()
    },
  }
}
