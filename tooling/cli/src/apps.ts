import {
  type AnyAppBackend,
  inspectApp,
  type RegisteredApp,
  type RegisteredRoute,
  schemaFromSlug,
} from '@repo/multiapp'
import { type AppStatus, readStatus } from '@repo/multiapp/migrations'
import type { Command } from 'commander'
import type { Sql } from 'postgres'
import { stateOf } from './db/schema.ts'
import { examples } from './examples.ts'
import { type Kit, withKit } from './kit.ts'
import { jsonOption } from './options.ts'
import { toJson, toTable } from './table.ts'

interface AppsOptions {
  json?: boolean
}

interface AppRecord {
  slug: string
  schema: string
  routes: RegisteredRoute[]
  /** By name, whether it is on. */
  features: Record<string, boolean>
  sizeBytes: number
  state: string
}

export function addApps(program: Command): void {
  program
    .command('apps')
    .description('list the apps: schema, features, size, state')
    .addOption(jsonOption())
    .addHelpText('after', examples('bun kit apps', 'bun kit apps --json'))
    .action(async ({ json }: AppsOptions) => {
      const records = await withKit(describeApps)
      console.log(json ? toJson(records) : toText(records))
    })
}

// The admin reads of all apps at once: each app's own role would have to log in for it.
async function describeApps({ database, env, pick }: Kit): Promise<AppRecord[]> {
  const apps = pick()
  const slugs = apps.map(({ slug }) => slug)
  const found = await database.eachDatabase('apps', slugs, async (session, here) => {
    const those = apps.filter(({ slug }) => here.includes(slug))
    return { statuses: await readStatus(session, those), sizes: await readSizes(session, those) }
  })
  const statuses = new Map(found.flatMap((there) => there.statuses).map((status) => [status.app, status]))
  const sizes = new Map(found.flatMap((there) => [...there.sizes]))
  const describe = async (app: AnyAppBackend) => {
    const inspected = await inspectApp(app, env.overrides(app.slug, env.mode ?? 'multi'))
    return toRecord(app, inspected, { status: statuses.get(app.slug), bytes: sizes.get(inspected.schema) })
  }
  return Promise.all(apps.map(describe))
}

interface Stored {
  status: AppStatus | undefined
  bytes: number | undefined
}

function toRecord(
  { features }: AnyAppBackend,
  { slug, schema, routes, features: on }: RegisteredApp,
  { status, bytes = 0 }: Stored,
): AppRecord {
  return {
    slug,
    schema,
    routes,
    features: Object.fromEntries(features.map((name: string) => [name, on.includes(name)])),
    sizeBytes: bytes,
    state: status ? stateOf(status) : 'unknown',
  }
}

async function readSizes(session: Sql, apps: readonly AnyAppBackend[]): Promise<Map<string, number>> {
  const rows = await session`
    SELECT n.nspname AS schema, sum(pg_total_relation_size(c.oid))::float8 AS bytes
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = ANY(${apps.map(({ slug }) => schemaFromSlug(slug))}) AND c.relkind IN ('r', 'm', 'S')
    GROUP BY 1`
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
