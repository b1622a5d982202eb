import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../failure.ts'

type Snapshot = Record<string, unknown>

/** Whether drizzle-kit would generate something: the snapshot of the tables is not the newest migration's. */
export async function tablesDiffer(folder: string): Promise<boolean> {
  // It takes a while to load, and is needed here only.
  const { generateDrizzleJson } = await import('drizzle-kit/api')
  const { schema, casing } = await readConfig(folder)
  const tables = await loadTables(folder, schema)
  const now = generateDrizzleJson(tables, undefined, undefined, casing)
  const generated = newestSnapshot(join(folder, 'migrations', 'meta')) ?? generateDrizzleJson({})
  return !Bun.deepEquals(content(now), content(generated))
}

interface Config {
  schema: string[]
  casing?: 'snake_case' | 'camelCase'
}

async function readConfig(folder: string): Promise<Config> {
  const file = join(folder, 'drizzle.config.ts')
  const { default: config }: { default?: { schema?: string | string[]; casing?: Config['casing'] } } =
    await import(file)
  if (!config?.schema) throw new Failure(`${file} names no schema: say where the app's tables are`)
  return { schema: [config.schema].flat(), ...(config.casing && { casing: config.casing }) }
}

async function loadTables(folder: string, patterns: readonly string[]): Promise<Record<string, unknown>> {
  const files = patterns.flatMap((pattern) => [...new Bun.Glob(pattern).scanSync({ cwd: folder })])
  const modules: Record<string, unknown>[] = await Promise.all(
    files.map((file) => import(join(folder, file))),
  )
  return Object.assign({}, ...modules)
}

function newestSnapshot(folder: string): Snapshot | undefined {
  const files = existsSync(folder) ? readdirSync(folder) : []
  const newest = files
    .filter((file) => file.endsWith('_snapshot.json'))
    .sort()
    .at(-1)
  return newest === undefined ? undefined : JSON.parse(readFileSync(join(folder, newest), 'utf8'))
}

// As it is in a file. What names a snapshot, and what it says of renames on its way, is not of the tables.
function content(snapshot: Snapshot): Snapshot {
  const { id, prevId, _meta, internal, ...rest }: Snapshot = JSON.parse(JSON.stringify(snapshot))
  return rest
}
