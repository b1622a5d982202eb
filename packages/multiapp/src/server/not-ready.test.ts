import { describe, expect, setDefaultTimeout, test } from 'bun:test'
import { createTestDatabase } from '@repo/devdb/testing'
import { Elysia } from 'elysia'
import postgres from 'postgres'
import { createTestServer } from '../../test/create-test-server.ts'
import { echoApp } from '../../test/echo-app.ts'
import { defineApp } from '../app/define-app.ts'

// Processes and faults: on a busy machine they take more than Bun's 5 s.
setDefaultTimeout(30_000)

const init = { version: 0, name: 'init', up: 'CREATE TABLE things (id int PRIMARY KEY)' }

describe('a registration', () => {
  test.concurrent('with migrateOnStart off touches nothing, says why it is not ready, and serves once somebody has migrated', async () => {
    await using database = await createTestDatabase()
    await using waiting = await createTestServer({ databaseUrl: database.url, migrateOnStart: false })
    const slug = `later-${database.name.slice(-8)}`
    const app = echoApp(slug, { migrations: [init] })
    await waiting.server.register(app)
    const ask = (path: string) => waiting.get(path, { 'x-app-id': slug })
    const ready = await ask('/readyz')
    expect(ready.status).toBe(503)
    expect(JSON.stringify(await ready.json())).toContain(`app ${slug}: role`)
    expect(await (await ask('/who')).json()).toMatchObject({ status: 503, code: 'APP_UNAVAILABLE' })
    const sql = postgres(database.url, { max: 1 })
    expect(await sql`SELECT 1 FROM pg_namespace WHERE nspname LIKE 'app\\_later%'`).toHaveLength(0)
    await sql.end()

    await using migrator = await createTestServer({ databaseUrl: database.url })
    await migrator.server.register(app)
    expect(await statusOnceReady(waiting)).toBe(200)
    expect((await ask('/who')).status).toBe(200)

    await using older = await createTestServer({ databaseUrl: database.url, migrateOnStart: false })
    await older.server.register(echoApp(slug))
    expect((await older.get('/readyz')).status).toBe(200)
  })

  test.concurrent('becomes ready when somebody has migrated also where nobody asks, and the log says what it waits for', async () => {
    await using waiting = await createTestServer({ migrateOnStart: false })
    const slug = `unasked-${crypto.randomUUID().slice(0, 8)}`
    const app = echoApp(slug, { migrations: [init] })
    await waiting.server.register(app)
    await waiting.server.run()
    await logged(waiting, 'not ready')
    await using migrator = await createTestServer({ databaseUrl: waiting.databaseUrl })
    await migrator.server.register(app)
    await logged(waiting, 'ready')
    expect((await waiting.get('/who', { 'x-app-id': slug })).status).toBe(200)
    const [waited] = waiting.lines.filter(({ msg }) => msg === 'not ready')
    expect(waited).toMatchObject({ reasons: [expect.stringContaining(`app ${slug}: role`)] })
  })

  test.concurrent('that becomes ready later and whose onRegister fails then says so in the log, and serves once it succeeds', async () => {
    let attempts = 0
    const app = defineApp({ slug: 'late-hook', name: 'Late' }).backend({
      migrations: [init],
      routes: () => new Elysia().get('/up', 'up'),
      onRegister() {
        attempts++
        if (attempts === 1) throw new Error('not at first')
      },
    })
    await using watching = await createTestServer({ migrateOnStart: false })
    await watching.server.register(app)
    await using migrator = await createTestServer({ databaseUrl: watching.databaseUrl })
    await migrator.server.register({ ...app, onRegister() {} })
    expect([await statusOnceReady(watching), attempts]).toEqual([200, 2])
    expect(watching.lines.find(({ msg }) => msg === 'not ready')).toMatchObject({
      app: 'late-hook',
      err: { message: 'not at first' },
    })
  })
})

async function logged(host: Awaited<ReturnType<typeof createTestServer>>, message: string): Promise<void> {
  while (!host.lines.some(({ msg }) => msg === message)) await Bun.sleep(10)
}

/** The status of a host's readiness once it is 200, or after 5 s. */
async function statusOnceReady(host: Awaited<ReturnType<typeof createTestServer>>): Promise<number> {
  for (const deadline = performance.now() + 5000; ; await Bun.sleep(20)) {
    const { status } = await host.get('/readyz')
    if (status === 200 || performance.now() > deadline) return status
  }
}
