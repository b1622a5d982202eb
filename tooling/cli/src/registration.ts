import { type AnyAppBackend, createLogger, createServer, type RegisteredApp } from '@repo/multiapp'
import type { Kit } from './kit.ts'

/** What an app's `onRegister` is given. */
export type Registration = Parameters<NonNullable<AnyAppBackend['onRegister']>>[0]

/**
 * Registers apps with a server that serves nobody, to see their routes and to be given what their code is given. Their
 * own hooks do not run and nothing is migrated; `onReady` is called for each app whose schema is up to date.
 */
export async function registerApps(
  apps: readonly AnyAppBackend[],
  { env }: Kit,
  onReady: (app: AnyAppBackend, deps: Registration) => Promise<void> = async () => {},
): Promise<RegisteredApp[]> {
  const server = createServer({
    mode: 'multi',
    databaseUrl: env.databaseUrl,
    databaseRoleSecret: env.databaseRoleSecret,
    databaseMaxConnections: env.databaseMaxConnections,
    logger: createLogger({ level: 'silent' }),
    migrateOnStart: false,
  })
  try {
    for (const app of apps) {
      const { onRegister, onShutdown, ...quiet } = app
      const overrides = { features: env.features(app.slug), settings: env.settings(app.slug) }
      await server.register({ ...quiet, onRegister: (deps: Registration) => onReady(app, deps) }, overrides)
    }
    return server.apps()
  } finally {
    await server.shutdown()
  }
}
