import { type AnyAppBackend, schemaFromSlug } from '@repo/multiapp'
import { type AppStatus, readStatus } from '@repo/multiapp/migrations'
import type { Command } from 'commander'
import type { Sql } from 'postgres'
import { stateOf } from './db/schema.ts'
import { examples } from './examples.ts'
import { type Kit, withKit } from './kit.ts'
import { jsonOption } from './options.ts'
import { registerApps } from './registration.ts'
import { toJson, toTable } from './table.ts'

interface AppsOptions {
  json?: boolean
}

interface AppRecord {
  slug: string
  schema: string
  routes: { method: string; path: string }[]
  /** By name, whether it is on. */
  features: Record<string, boolean>
  sizeBytes: number
  state: string
}

export function addApps(program: Command): void {
  program
    .command('apps')
    .description('list the apps: schema, routes, features, size on disk, state')
    .addOption(jsonOption())
    .addHelpText('after', examples('bun kit apps', 'bun kit apps --json'))
    .action(async ({ json }: AppsOptions) => {
      const records = await withKit(describeApps)
      console.log(json ? toJson(records) : toText(records))
    })
}

async function describeApps(kit: Kit): Promise<AppRecord[]> {
  const apps = kit.pick()
  const [statuses, sizes] = await kit.database.admin('apps', async (session) => [
    await readStatus(session, apps),
    await readSizes(session),
  ])
  const registered = new Map((await registerApps(apps, kit)).map((app) => [app.slug, app]))
  return apps.map((app, index) => {
    const routes = registered.get(app.slug)?.routes ?? []
    const on = new Set(registered.get(app.slug)?.features)
    return toRecord(app, { routes, on, sizes, status: statuses[index] })
  })
}

interface Facts {
  routes: AppRecord['routes']
  on: ReadonlySet<string>
  sizes: ReadonlyMap<string, number>
  status: AppStatus | undefined
}

function toRecord({ slug, features }: AnyAppBackend, { routes, on, sizes, status }: Facts): AppRecord {
  const schema = schemaFromSlug(slug)
  return {
    slug,
    schema,
    routes,
    features: Object.fromEntries(features.map((name: string) => [name, on.has(name)])),
    sizeBytes: sizes.get(schema) ?? 0,
    state: status ? stateOf(status) : 'unknown',
  }
}

async function readSizes(session: Sql): Promise<Map<string, number>> {
  const rows = await session`
    SELECT n.nspname AS schema, sum(pg_total_relation_size(c.oid))::float8 AS bytes
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname LIKE 'app\\_%' AND c.relkind IN ('r', 'm', 'S') GROUP BY 1`
  return new Map(rows.map(({ schema, bytes }) => [String(schema), Number(bytes)]))
}

function toText(records: readonly AppRecord[]): string {
  const rows = records.map(({ slug, schema, routes, features, sizeBytes, state }) => {
    const names = Object.entries(features).map(([name, on]) => (on ? name : `-${name}`))
    return [
      slug,
      schema,
      String(routes.length),
      names.join(',') || '-',
      `${Math.ceil(sizeBytes / 1024)} KB`,
      state,
    ]
  })
  return toTable(['APP', 'SCHEMA', 'ROUTES', 'FEATURES', 'SIZE', 'STATE'], rows)
}
