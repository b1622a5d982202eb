import { readEnv } from '../../env/env.ts'
import { createLogger } from '../../log/logger.ts'
import { registerAll } from '../register-all.ts'
import { servedApps } from '../served-apps.ts'
import { createServer } from '../server.ts'
import { stopOnSignals, surviveStrays } from '../signals.ts'
import { startTable } from '../start-table.ts'
import { isWatched, waitForSave } from '../watch.ts'
import type { Command } from './command.ts'

export const serve: Command = {
  summary: 'serves the apps until SIGTERM; what is done without a command',
  async run(options) {
    const env = readEnv(options.apps.map(({ slug }) => slug))
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
    try {
      await registerAll(server, apps, ({ slug }) => env.overrides(slug, mode))
    } catch (error) {
      if (!isWatched()) throw error
      return waitForSave(error)
    }
    const { url } = await server.run()
    const ownDatabases = apps.map(({ slug }) => slug).filter((slug) => slug in env.databaseUrls)
    const own = ownDatabases.length > 0 && { ownDatabases }
    if (env.isProduction) logger.info({ url: url.href, ...own }, 'listening')
    else console.log(startTable(server.apps(), { ...env, mode, port: Number(url.port) }))
    return undefined
  },
}
