import { completeEnvironment } from '@repo/devdb'
import { inspectApp, type RegisteredApp, readEnv, routeTable } from '@repo/multiapp'
import type { Command } from 'commander'
import { examples } from './examples.ts'
import { jsonOption } from './options.ts'
import { loadRepository } from './repository.ts'
import { toJson } from './table.ts'

interface RoutesOptions {
  json?: boolean
}

export function addRoutes(program: Command): void {
  program
    .command('routes')
    .description('list the routes, and what guards each')
    .argument('[app...]', 'only of these apps')
    .addOption(jsonOption())
    .addHelpText('after', examples('bun kit routes', 'bun kit routes tasks', 'bun kit routes | grep public'))
    .action(async (slugs: string[], { json }: RoutesOptions) => {
      const apps = await inspectApps(slugs)
      console.log(json ? toJson(apps.flatMap(toRecords)) : routeTable(apps))
    })
}

async function inspectApps(slugs: readonly string[]): Promise<RegisteredApp[]> {
  completeEnvironment()
  const { apps, pick } = await loadRepository()
  const picked = pick(slugs)
  const known = apps.map(({ slug }) => slug)
  const env = readEnv(known, process.env, { needsKeys: false, needsDatabase: false })
  return Promise.all(picked.map((app) => inspectApp(app, env.overrides(app.slug, env.mode ?? 'multi'))))
}

function toRecords({ slug, routes }: RegisteredApp) {
  return routes.map((route) => ({ app: slug, ...route }))
}
