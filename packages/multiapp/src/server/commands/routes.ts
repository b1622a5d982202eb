import { readEnv } from '../../env/env.ts'
import { inspectApp } from '../inspect-app.ts'
import { routeTable } from '../route-table.ts'
import { servedApps } from '../served-apps.ts'
import type { Command } from './command.ts'

export const routes: Command = {
  summary: 'lists the routes, and what guards each; no database is needed',
  async run(options) {
    const slugs = options.apps.map(({ slug }) => slug)
    const env = readEnv(slugs, process.env, { needsKeys: false, needsDatabase: false })
    const mode = env.mode ?? options.mode
    const apps = servedApps(options.apps, env, mode)
    const inspected = await Promise.all(apps.map((app) => inspectApp(app, env.overrides(app.slug, mode))))
    console.log(routeTable(inspected))
    return 0
  },
}
