import { expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { echoApp } from '../../test/echo-app.ts'
import { createTestApp } from './create-test-app.ts'

// Two processes, each of which reads the package anew.
setDefaultTimeout(60_000)

test('files that run side by side do not see each other, on one server with the same app', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'meeting-'))
  await using _ = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
  const files = ['ann', 'bob'].map((name) => join(import.meta.dir, `../../test/parallel/${name}.ts`))
  const command = [process.execPath, 'test', '--parallel=2', '--parallel-delay=0', ...files]
  const env = { ...process.env, MEETING_FOLDER: folder }
  const run = Bun.spawn(command, { env, stdout: 'pipe', stderr: 'pipe' })
  const output = await Promise.all([run.stdout, run.stderr].map((pipe) => new Response(pipe).text()))
  const said = output.join('')
  expect(said).toContain('2 pass')
  const found = [...said.matchAll(/on port (\d+) in process (\d+)/g)]
  expect(new Set(found.map(([, port]) => port)).size).toBe(1)
  expect(new Set(found.map(([, , pid]) => pid)).size).toBe(2)
})

test('ten of one app at the same time are ten', async () => {
  const app = echoApp('many', {
    migrations: [{ version: 1, name: 'marks', up: 'CREATE TABLE marks (mark int)' }],
  })
  const marks = Array.from({ length: 10 }, (_, mark) => mark)
  const seen = await Promise.all(
    marks.map(async (mark) => {
      await using own = await createTestApp(app)
      await own.deps.db.sql`INSERT INTO marks VALUES (${mark})`
      await Bun.sleep(50)
      return (await own.deps.db.sql`SELECT mark FROM marks`).map((row) => row.mark)
    }),
  )
  expect(seen).toEqual(marks.map((mark) => [mark]))
})
