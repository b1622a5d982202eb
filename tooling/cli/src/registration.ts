import { type AnyAppBackend, createLogger, createServer } from '@repo/multiapp'
import type { Kit } from './kit.ts'

/** What an app's `onRegister` is given. */
export type Registration = Parameters<NonNullable<AnyAppBackend['onRegister']>>[0]

/**
 * Calls `fn` with what an app's routes are given, if its schema is up to date. The app is registered with a server that
 * serves nobody: its own hooks do not run, and nothing is migrated.
 */
export async function withRegistered(
  app: AnyAppBackend,
  { env }: Kit,
  fn: (deps: Registration) => Promise<void>,
): Promise<void> {
  const server = createServer({
    mode: 'single',
    databaseUrl: env.databaseUrl,
    databaseRoleSecret: env.databaseRoleSecret,
    databaseRolePrefix: env.databaseRolePrefix,
    databaseUrls: env.databaseUrls,
    databaseMaxConnections: env.databaseMaxConnections,
    ...(env.redisUrl && { redisUrl: env.redisUrl }),
    logger: createLogger({ level: 'silent' }),
    migrateOnStart: false,
  })
  try {
    const { onRegister, onShutdown, ...quiet } = app
    await server.register({ ...quiet, onRegister: fn }, env.overrides(app.slug, env.mode ?? 'multi'))
  } finally {
    await server.shutdown()
  }
}
