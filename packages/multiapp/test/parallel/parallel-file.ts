import { expect, test } from 'bun:test'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Elysia } from 'elysia'
import { defineApp } from '../../src/app/define-app.ts'
import { createTestApp } from '../../src/testing/index.ts'

const names = ['ann', 'bob'] as const

const app = defineApp({ slug: 'parallel', name: 'Parallel' }).backend({
  migrations: [{ version: 1, name: 'marks', up: 'CREATE TABLE marks (name text)' }],
  routes: () => new Elysia(),
})

/** A file of tests that runs while another one does, on the same app: neither goes on before the other is as far. */
export function parallelFile(name: (typeof names)[number]): void {
  test(`${name} sees what is theirs alone`, async () => {
    await meet('start', name)
    await using own = await createTestApp(app)
    const { db, cache } = own.deps
    await db.sql`INSERT INTO marks VALUES (${name})`
    await cache.set('mark', name, { ttlSeconds: 60 })
    await meet('written', name)
    const rows = await db.sql<{ name: string }[]>`SELECT name FROM marks`
    expect(rows.map((row) => row.name)).toEqual([name])
    expect(await cache.get('mark')).toBe(name)
    // A host that starts anew asserts the role, which is the whole server's.
    await using beside = await createTestApp(app, { databaseUrl: own.databaseUrl })
    expect(await beside.deps.db.sql`SELECT 1 FROM marks`).toHaveLength(1)
    await meet('read', name)
    console.log(`on port ${new URL(own.databaseUrl).port} in process ${process.pid}`)
  }, 60_000)
}

async function meet(where: string, name: string): Promise<void> {
  const folder = process.env.MEETING_FOLDER ?? ''
  writeFileSync(join(folder, `${where}-${name}`), '')
  while (!names.every((one) => existsSync(join(folder, `${where}-${one}`)))) await Bun.sleep(2)
}
