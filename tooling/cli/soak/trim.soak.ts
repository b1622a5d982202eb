import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { cpSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createTestDatabase } from '@repo/devdb/testing'
import { type Clone, cloneRepository, type Server } from '../test/clone.ts'

// What a team does with the template: throw the samples away, write an app of its own, and bring it into production.

// All tests and all types of a whole repository, several times.
setDefaultTimeout(20 * 60_000)

const took: { what: string; seconds: number }[] = []
afterAll(() => {
  for (const { what, seconds } of took) console.log(`${seconds.toFixed(1).padStart(6)} s  ${what}`)
})

async function step<T>(what: string, fn: () => Promise<T>): Promise<T> {
  const start = performance.now()
  try {
    return await fn()
  } finally {
    took.push({ what, seconds: (performance.now() - start) / 1000 })
  }
}

const secondsOf = (wanted: string) => took.find(({ what }) => what === wanted)?.seconds
const headersOf = (slug: string) => ({ 'x-app-id': slug, 'content-type': 'application/json' })

test('the samples go, an app of all kinds comes, and it is served from a program', async () => {
  await using clone = await step('clone', cloneRepository)
  const run = (command: string, options?: Parameters<Clone['run']>[1]) =>
    step(options?.cwd ? `${command} (${options.cwd})` : command, () => clone.run(command, options))
  await run('bun install --frozen-lockfile')

  for (const slug of appsOf(clone)) await run(`bun kit remove ${slug}`)
  expect(appsOf(clone)).toEqual([])
  await run('bun run check')
  await run('bun test')
  await clone.commit()

  const dev = clone.start('bun run dev', { env: { PORT: '0' } })
  await step('bun run dev', () => dev.printed(/no apps yet/))
  await run('bun kit new shop')
  expect(secondsOf('bun kit new shop')).toBeLessThan(5)
  await step('… is served by a host that runs', () => untilServed(dev, 'shop'))
  await run('bun kit new people --noun person --with identity')
  await run('bun kit new teams --with rls')
  await run('bun kit new my-club --with identity,rls')
  await run('bun run check')
  await run('bun test apps tooling')
  await step('… are served by a host that runs', () => untilServed(dev, 'my-club'))
  await run('bun kit remove my-club --force --drop --yes')
  for (const slug of ['people', 'teams']) await run(`bun kit remove ${slug} --force`)
  expect(await run('bun kit db drop teams --yes')).toBe('teams: removed app_teams\n')
  // A host that is starting anew, for the apps that went, has no handler for a signal yet.
  await Bun.sleep(2000)
  await step('… serves what is left', () => untilServed(dev, 'shop'))
  expect(await dev.stop()).toBe(0)

  clone.edit('apps/shop/src/tables.ts', {
    'index, pgTable': 'index, integer, pgTable',
    'title: text().notNull(),': 'title: text().notNull(),\n    quantity: integer().notNull().default(1),',
  })
  clone.edit('apps/shop/src/items.ts', { 'title: string\n': 'title: string\n  quantity: number\n' })
  clone.edit('apps/shop/src/routes/items.ts', {
    'title: Title,\n': 'title: Title,\n  quantity: t.Integer(),\n',
  })
  await run('bun kit db generate shop --name quantity')
  await run('bun kit db migrate')
  expect(await run('bun kit db check')).toBe('nothing is wrong\n')
  await run('bun test apps/shop')
  await run('bun run check')
  await clone.commit()

  const built = await build(clone, run)
  await step('start, call, stop', () => expectToServe(clone, built))
})

function appsOf({ root }: Clone): string[] {
  return readdirSync(join(root, 'apps')).filter((name) => name !== 'host')
}

// A host begins anew on another port when its list changes.
async function untilServed(dev: Server, slug: string): Promise<void> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await Bun.sleep(50)) {
    const url = await dev.printed(/all apps: (\S+)/)
    const answer = await fetch(`${url}api/info`, { headers: headersOf(slug) }).catch(() => undefined)
    if (answer?.ok) return
  }
  throw new Error(`${slug} is not served`)
}

/** As docker/Dockerfile does. Resolves with the folder of the host, with its program. */
async function build(clone: Clone, run: Clone['run']): Promise<string> {
  await run('bunx turbo prune @repo/host --docker --out-dir ../pruned')
  const folder = join(clone.root, '../built')
  mkdirSync(folder)
  const add = (part: string) => cpSync(join(clone.root, '../pruned', part), folder, { recursive: true })
  add('json')
  await run('bun install --frozen-lockfile --production --ignore-scripts --filter @repo/host', {
    cwd: '../built',
  })
  add('full')
  await run('bun run compile', { cwd: '../built/apps/host' })
  return '../built/apps/host'
}

async function expectToServe(clone: Clone, cwd: string): Promise<void> {
  await using database = await createTestDatabase()
  const server = clone.start('dist/server', {
    cwd,
    env: {
      PORT: '0',
      HOST: '127.0.0.1',
      DATABASE_URL: database.url,
      DATABASE_ROLE_SECRET: 'a secret of the tests, the same for all',
      AUTH_SECRET: 'of the tests: 0123456789abcdefghij',
      MIGRATE_ON_START: 'on',
    },
  })
  const url = await server.printed(/"url":"([^"]+)"/)
  const body = JSON.stringify({ title: 'Milk' })
  const made = await fetch(`${url}api/items`, { method: 'POST', headers: headersOf('shop'), body })
  expect(made.status).toBe(201)
  expect(await made.json()).toMatchObject({ title: 'Milk', quantity: 1 })
  expect(await server.stop()).toBe(0)
}
