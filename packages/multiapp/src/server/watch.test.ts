import { expect, setDefaultTimeout, test } from 'bun:test'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnDev } from '../../test/spawn-host.ts'

// A process with a database of its own: on a busy machine it takes more than Bun's 5 s.
setDefaultTimeout(30_000)

const inPackage = (path: string) => JSON.stringify(join(import.meta.dir, '../..', path))

const source = (sql: string) => `
  import { boot } from ${inPackage('src/server/boot.ts')}
  import { echoApp } from ${inPackage('test/echo-app.ts')}
  const migrations = [{ version: 0, name: 'init', up: ${JSON.stringify(sql)} }]
  await boot({ mode: 'multi', apps: [echoApp('echo', { migrations })] })
`

test('a start that fails under bun --watch waits for the save that mends it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'watch-test-'))
  // PostgreSQL's account has to reach its files, where that is another than ours.
  chmodSync(folder, 0o755)
  try {
    const entry = join(folder, 'entry.ts')
    writeFileSync(entry, source('CREATE TABLE'))
    await using host = spawnDev(folder, { watch: true, entry })
    await host.printed('app "echo": migration 0000_init failed: syntax error')
    await host.printed('when a file is saved')
    writeFileSync(entry, source('CREATE TABLE things (id uuid PRIMARY KEY)'))
    expect((await fetch(`${await host.url()}/readyz`)).status).toBe(200)
    host.child.kill('SIGINT')
    expect((await host.exit()).code).toBe(0)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
