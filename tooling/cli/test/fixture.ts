import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createTestDatabase } from '@repo/devdb/testing'
import postgres from 'postgres'
import { writeMigrationIndex } from '../src/db/migration-index.ts'

export interface Outcome {
  code: number
  stdout: string
  stderr: string
}

export interface Running {
  child: Bun.Subprocess<'ignore', 'pipe', 'pipe'>
  outcome: Promise<Outcome>
}

/** A repository of its own, with a database of its own. */
export interface Fixture extends AsyncDisposable {
  root: string
  sql: postgres.Sql
  env: Record<string, string | undefined>
  /** Writes a file below the root. */
  write(path: string, text: string): void
  /** Writes an app with these files of migrations, and the list of the apps. */
  addApp(slug: string, migrations?: Record<string, string>): void
  start(args: readonly string[], env?: Record<string, string | undefined>): Running
  kit(...args: string[]): Promise<Outcome>
}

export const main = join(import.meta.dir, '../src/main.ts')

export async function createFixture(apps: Record<string, Record<string, string>> = {}): Promise<Fixture> {
  const database = await createTestDatabase()
  const sql = postgres(database.url, { max: 2, onnotice() {} })
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'kit-cli-')))
  // As a clone: the account of an embedded PostgreSQL enters it where the tests run as root.
  chmodSync(root, 0o755)
  symlinkSync(join(import.meta.dir, '../node_modules'), join(root, 'node_modules'))
  const slugs = new Set<string>()
  const running: Running['child'][] = []
  const env = {
    ...process.env,
    NODE_ENV: 'test',
    DATA_DIR: undefined,
    DATABASE_URL: database.url,
    DATABASE_ROLE_SECRET: 'a secret of the tests, the same for all',
  }

  const fixture: Fixture = {
    root,
    sql,
    env,
    write(path, text) {
      const file = join(root, path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    },
    addApp(slug, migrations = {}) {
      slugs.add(slug)
      const folder = `apps/${slug}/migrations`
      mkdirSync(join(root, folder), { recursive: true })
      for (const [file, text] of Object.entries(migrations)) fixture.write(`${folder}/${file}`, text)
      writeMigrationIndex(join(root, folder))
      fixture.write(`apps/${slug}/src/index.ts`, appText(slug))
      fixture.write('apps/host/src/apps.ts', listText([...slugs]))
    },
    start(args, overrides = {}) {
      const child = Bun.spawn([process.execPath, '--no-env-file', main, ...args], {
        cwd: root,
        env: { ...env, ...overrides },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      running.push(child)
      return { child, outcome: outcomeOf(child) }
    },
    kit: (...args) => fixture.start(args).outcome,
    async [Symbol.asyncDispose]() {
      for (const child of running) child.kill('SIGKILL')
      await sql.end({ timeout: 1 })
      await database.drop()
      rmSync(root, { recursive: true, force: true })
    },
  }
  fixture.write('package.json', '{ "workspaces": ["apps/*"] }')
  fixture.write('apps/host/src/apps.ts', listText([]))
  for (const [slug, migrations] of Object.entries(apps)) fixture.addApp(slug, migrations)
  return fixture
}

/** Waits until `look` resolves to true. */
export async function until(what: string, look: () => Promise<boolean>, seconds = 10): Promise<void> {
  for (const deadline = performance.now() + seconds * 1000; !(await look()); await Bun.sleep(20)) {
    if (performance.now() > deadline) throw new Error(`waited ${seconds} s for ${what}`)
  }
}

async function outcomeOf(child: Running['child']): Promise<Outcome> {
  const [stdout, stderr, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  return { code, stdout, stderr }
}

function appText(slug: string): string {
  return `import { defineApp } from '@repo/multiapp'
import { Elysia } from 'elysia'
import { migrations } from '../migrations/index.ts'

const definition = defineApp({ slug: '${slug}', name: '${slug}', features: ['export'] })
const routes = () => new Elysia({ name: '${slug}' }).get('/api/things', () => [])
export const app = definition.backend({ migrations, routes })
`
}

function listText(slugs: readonly string[]): string {
  const imports = slugs.map(
    (slug, index) => `import { app as app${index} } from '../../${slug}/src/index.ts'\n`,
  )
  return `${imports.join('')}export const apps = [${slugs.map((_, index) => `app${index}`).join(', ')}]\n`
}
