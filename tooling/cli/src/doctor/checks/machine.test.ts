import { expect, setDefaultTimeout, test } from 'bun:test'
import { rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { findRoot } from '@repo/devdb'
import { findingsOf } from '../../../test/doctor.ts'
import { createFixture } from '../../../test/fixture.ts'
import { dataFolder, judgeSpace } from './data-folder.ts'
import { embeddedPostgres } from './embedded-postgres.ts'
import { port } from './port.ts'
import { turbo } from './turbo.ts'

// Tests that start processes need more than Bun's 5 s on a busy machine.
setDefaultTimeout(30_000)

test.concurrent('a folder for data that cannot be one is a problem, and so is a full disk', async () => {
  await using fixture = await createFixture()
  expect(await findingsOf(dataFolder, fixture.root)).toMatchObject([
    { message: expect.stringMatching(/ GB free$/) },
  ])
  fixture.write('taken', 'by a file')
  expect(await findingsOf(dataFolder, fixture.root, { DATA_DIR: 'taken/data' })).toMatchObject([
    { level: 'problem', message: `${fixture.root}/taken cannot be written to` },
  ])
  expect([2 ** 40, 2 ** 29, 2 ** 20].map((bytes) => judgeSpace('.data', bytes).level)).toEqual([
    'ok',
    'warning',
    'problem',
  ])
})

test.concurrent('a port that is taken is a problem that names who has it, unless it is the clone itself', async () => {
  await using fixture = await createFixture()
  using listener = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data() {} } })
  const PORT = String(listener.port)
  expect(await findingsOf(port, fixture.root, { PORT })).toMatchObject([
    {
      level: 'problem',
      message: expect.stringContaining(`${PORT} is taken by process ${process.pid} (`),
      mend: `end it, or take another one: PORT=${listener.port + 1} bun run dev`,
    },
  ])
  expect(await findingsOf(port, process.cwd(), { PORT })).toEqual([
    { level: 'ok', message: `${PORT} is this clone's host` },
  ])
  expect(await findingsOf(port, fixture.root, { PORT: '0' })).toMatchObject([{ level: 'ok' }])
  expect(await findingsOf(port, fixture.root, { PORT: 'http' })).toEqual([])
})

test.concurrent('an embedded PostgreSQL that is not installed is a problem', async () => {
  await using fixture = await createFixture()
  expect(await findingsOf(embeddedPostgres, findRoot(import.meta.dir))).toMatchObject([{ level: 'ok' }])
  expect(await findingsOf(embeddedPostgres, fixture.root)).toMatchObject([
    { level: 'problem', message: expect.stringMatching(/^no embedded PostgreSQL for /) },
  ])
})

test.concurrent('a repository that turbo cannot prune is a problem, and so is one without turbo', async () => {
  await using fixture = await createFixture()
  await using without = await createFixture()
  expect(await findingsOf(turbo, without.root)).toMatchObject([{ level: 'problem' }])
  rmSync(join(fixture.root, 'node_modules'))
  symlinkSync(join(findRoot(import.meta.dir), 'node_modules'), join(fixture.root, 'node_modules'))
  fixture.write('package.json', `{ "workspaces": ["apps/*"], "packageManager": "bun@${Bun.version}" }`)
  fixture.write('apps/host/package.json', '{ "name": "@repo/host" }')
  fixture.write('turbo.json', '{ "tasks": {} }')
  fixture.write('bun.lock', 'torn')
  expect(await findingsOf(turbo, fixture.root)).toMatchObject([
    { level: 'problem', message: expect.stringMatching(/^turbo prune fails: /) },
  ])
})
