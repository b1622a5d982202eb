import { expect, test } from 'bun:test'
import { createTestServer } from '../../test/create-test-server.ts'
import { createDatabase } from '../database/database.ts'
import { createLogger } from '../log/logger.ts'
import { createProbes } from './probes.ts'

test('a server whose database is away is alive and not ready, and says why', async () => {
  const database = createDatabase({ url: 'postgres://x:secret@127.0.0.1:1/x', roleSecret: 'x'.repeat(32) })
  const probes = createProbes(database, () => [], createLogger({ level: 'silent' }))
  expect((await probes.answer('/livez'))?.status).toBe(200)
  const ready = await probes.answer('/readyz')
  expect(ready?.status).toBe(503)
  expect(await ready?.json()).toEqual({ status: 'not ready', reasons: ['the database cannot be reached'] })
  await database.close()
})

test('probes answer in both modes, whatever app is named, and no other path is one', async () => {
  for (const mode of ['multi', 'single'] as const) {
    await using host = await createTestServer({ mode })
    expect((await host.get('/livez', { 'x-app-id': 'unknown' })).status).toBe(200)
    expect(await (await host.get('/readyz')).json()).toEqual({ status: 'ready' })
    expect((await host.get('/livezz')).status).toBe(404)
    expect((await host.get('/livez?verbose')).status).toBe(200)
  }
})
