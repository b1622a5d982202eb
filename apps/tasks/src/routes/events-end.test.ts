import { expect, test } from 'bun:test'
import { createTestApp } from '@repo/multiapp/testing'
import { listenTo } from '../../test/listen-to.ts'
import { createMember } from '../../test/member.ts'
import { tasks } from '../index.ts'

/** The app on a port, and who listens to its database. */
async function createListeningApp() {
  const app = await createTestApp(tasks, { listen: true })
  const { db, tokens } = app.deps
  return {
    app,
    tokens,
    address: new URL('/api/events', app.origin),
    async listeners() {
      const rows = await db.sql`
        SELECT 1 FROM pg_stat_activity WHERE usename = current_user AND query LIKE 'LISTEN %'
          AND datname = current_database()`
      return rows.length
    },
  }
}

async function open(address: URL, headers: Record<string, string>, signal?: AbortSignal) {
  const { body } = await fetch(address, { headers, ...(signal && { signal }) })
  if (!body) throw new Error('the answer has no body')
  return listenTo(body)
}

test.concurrent('when the last client has gone, the host listens no more', async () => {
  const { app, address, listeners } = await createListeningApp()
  await using _ = app
  const ann = await createMember(app)
  const gone = new AbortController()
  const reader = await open(address, ann.headers, gone.signal)
  while ((await listeners()) !== 1) await Bun.sleep(5)
  await ann.project()
  expect(await reader.next()).toMatchObject({ id: 1 })
  gone.abort()
  while ((await listeners()) !== 0) await Bun.sleep(5)
})

test.concurrent('a shutdown ends the streams, and does not wait for them', async () => {
  const { app, address } = await createListeningApp()
  await using _ = app
  const reader = await open(address, (await createMember(app)).headers)
  const startedAt = performance.now()
  await app.server.shutdown()
  expect(await reader.next()).toBeUndefined()
  expect(performance.now() - startedAt).toBeLessThan(1000)
})

test.concurrent('a token that is revoked gets no more events, the others do', async () => {
  const { app, address, tokens } = await createListeningApp()
  await using _ = app
  const ann = await createMember(app)
  const { organizationId } = ann
  const bob = await createMember(app, { organization: organizationId })
  const [revoked, other] = [await open(address, ann.headers), await open(address, bob.headers)]
  await tokens.revoke(ann.headers.authorization.replace('Bearer ', ''))
  await bob.project()
  expect(await other.next()).toMatchObject({ id: 1 })
  expect(await revoked.next()).toBeUndefined()
  await other.close()
})
