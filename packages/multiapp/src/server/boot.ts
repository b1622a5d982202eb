import type { AnyAppBackend } from '../app/define-app.ts'
import { readEnv } from '../env/env.ts'
import { createLogger, type Logger } from '../log/logger.ts'
import { registerAll } from './register-all.ts'
import { servedApps } from './served-apps.ts'
import { type AppServer, createServer } from './server.ts'
import { startTable } from './start-table.ts'

export interface BootOptions {
  mode: 'multi' | 'single'
  apps: readonly AnyAppBackend[]
}

/**
 * The whole of an app's `main.ts`: reads the environment, serves the apps, and stops on a signal. Whatever is wrong is
 * printed in words, and the process exits with 1.
 */
export async function boot(options: BootOptions): Promise<void> {
  try {
    const slugs = options.apps.map(({ slug }) => slug)
    const env = readEnv(slugs)
    const mode = env.mode ?? options.mode
    const apps = servedApps(options.apps, env, mode)
    const logger = createLogger({ level: env.logLevel, format: env.logFormat })
    const server = createServer({
      ...env,
      mode,
      logger,
      homePage: !env.isProduction,
      // Development has no TLS, and not every browser counts localhost as having it.
      secureCookies: env.isProduction,
    })
    stopOnSignals(server)
    surviveStrays(server, logger)
    await registerAll(server, apps, ({ slug }) => env.overrides(slug, mode))
    const { url } = await server.run()
    const ownDatabases = apps.map(({ slug }) => slug).filter((slug) => slug in env.databaseUrls)
    const own = ownDatabases.length > 0 && { ownDatabases }
    if (env.isProduction) logger.info({ url: url.href, ...own }, 'listening')
    else console.log(startTable(server.apps(), { ...env, mode, port: Number(url.port) }))
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}

// One app's forgotten promise must not end the other apps. An exception that nobody caught leaves the process in a state
// that nobody knows: it is logged, what is under way is finished, and whoever runs the process starts it again.
function surviveStrays(server: AppServer, logger: Logger): void {
  process.on('unhandledRejection', (reason) => logger.error({ err: reason }, 'a rejection was not handled'))
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'an exception was not caught: shutting down')
    void server.shutdown().finally(() => process.exit(1))
  })
}

// A terminal's Ctrl-C reaches the whole process group, and `bun run` passes its own on: that is one wish, not two.
const sameWishMs = 300

// `bun --watch` runs the synchronous part of these handlers at every reload: nothing is torn down in it.
function stopOnSignals(server: AppServer): void {
  let firstAt: number | undefined
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (firstAt !== undefined) {
        if (performance.now() - firstAt > sameWishMs) process.exit(1)
        return
      }
      firstAt = performance.now()
      setImmediate(async () => {
        await server.shutdown()
        process.exit(0)
      })
    })
  }
}
