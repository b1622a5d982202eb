import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { findRoot } from '@repo/devdb'

// What people make of the template, by each of the ways there are: all have to end in a kit that runs.

// Each installs, and one checks all types.
setDefaultTimeout(300_000)

const notCommitted = new Set(['node_modules', '.git', '.data', '.turbo', 'dist', 'coverage', '.env'])

let home: string
let template: string
beforeAll(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'kit-clones-')))
  // The account of an embedded PostgreSQL enters it where the tests run as root.
  chmodSync(home, 0o755)
  template = join(home, 'template')
  copyTemplate(template)
  run(template, 'git', 'init', '--quiet', '--initial-branch=main')
  commit(template)
  run(template, 'git', 'tag', 'v0.1.0')
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

test('git clone, into a folder whose name has a space and a letter beyond ASCII', async () => {
  const root = join(home, 'my kit é')
  run(home, 'git', 'clone', '--quiet', template, root)
  run(root, 'bun', 'install', '--frozen-lockfile')
  await expectToRun(root)
  writeFileSync(join(template, 'packages/devdb/NEWS'), 'news\n')
  commit(template)
  run(template, 'git', 'tag', 'v0.2.0')
  expectUpgrade(root)
})

test('"Use this template": the files in one commit of another history', async () => {
  const root = join(home, 'from-template')
  run(home, 'git', 'clone', '--quiet', '--branch', 'v0.1.0', '--depth', '1', `file://${template}`, root)
  rmSync(join(root, '.git'), { recursive: true })
  run(root, 'git', 'init', '--quiet')
  commit(root)
  run(root, 'bun', 'install', '--frozen-lockfile')
  await expectToRun(root)
  expectUpgrade(root)
})

test('a download, which is no git repository', async () => {
  const root = join(home, 'download')
  copyTemplate(root)
  const early = attempt(root, 'bun', 'run', 'kit', 'doctor')
  expect([early.exitCode, early.stderr.toString()]).toEqual([
    1,
    expect.stringContaining('is not there: run "bun install" first'),
  ])
  run(root, 'bun', 'install', '--frozen-lockfile')
  await expectToRun(root)
  run(root, 'bun', 'run', 'check')
  // What somebody develops with is no matter of the tests.
  writeFileSync(
    join(root, '.env'),
    'DATABASE_URL=postgres://nobody@127.0.0.1:1/none\nPORT=4000\nMODE=single\n',
  )
  run(root, 'bun', 'test', 'tooling/cli/src/program.test.ts', 'packages/multiapp/src/server/register.test.ts')
})

test('bun create: its own steps, then those of package.json, and the section for them is gone', async () => {
  // From a folder, it takes the same steps as from GitHub once that has been downloaded.
  const templates = join(home, '.bun-create')
  copyTemplate(join(templates, 'kit'))
  const root = join(home, 'created')
  const printed = run(home, 'bun', 'create', 'kit', root)
  expect(printed).toMatch(/^ok +database +PostgreSQL/m)
  expect(printed).toEndWith('\n  bun run dev')
  expect(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))).not.toHaveProperty('bun-create')
  expect(run(root, 'git', 'status', '--porcelain')).toBe('')
  await expectToRun(root)
  expectUpgrade(root)
})

function copyTemplate(folder: string): void {
  cpSync(findRoot(import.meta.dir), folder, {
    recursive: true,
    filter: (path) => !notCommitted.has(basename(path)),
  })
}

async function expectToRun(root: string): Promise<void> {
  run(root, 'bun', 'run', 'lint')
  const found: { level: string; message: string }[] = JSON.parse(
    run(root, 'bun', 'run', 'kit', 'doctor', '--json'),
  )
  expect(found.filter(({ level }) => level === 'problem')).toEqual([])

  const dev = Bun.spawn(['bun', 'run', 'dev'], { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const url = await addressOf(dev.stdout)
    expect(await (await fetch(url)).text()).toContain('<h1>Apps on this host</h1>')
    expect((await fetch(`${url}readyz`)).status).toBe(200)
  } finally {
    dev.kill('SIGINT')
    await dev.exited
  }
  expect(existsSync(join(root, '.data/postgres/data/PG_VERSION'))).toBe(true)
  expect(existsSync(join(root, '.data/postgres/data/postmaster.pid'))).toBe(false)
}

async function addressOf(output: ReadableStream<Uint8Array>): Promise<string> {
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of output) {
    text += decoder.decode(chunk, { stream: true })
    const [, url] = /^all apps: (http\S+)$/m.exec(text) ?? []
    if (url !== undefined) return url
  }
  throw new Error(`the host has ended without saying where it listens:\n${text}`)
}

function expectUpgrade(root: string): void {
  run(root, 'bun', 'run', 'kit', 'upgrade', '--from', template)
  expect(readFileSync(join(root, 'packages/devdb/NEWS'), 'utf8')).toBe('news\n')
  expect(run(root, 'git', 'status', '--porcelain').split('\n').sort()).toEqual([
    'A  packages/devdb/NEWS',
    'M  package.json',
  ])
  expect(run(root, 'bun', 'run', 'kit', 'routes')).toContain('METHOD')
}

const somebody = ['AUTHOR', 'COMMITTER'].flatMap((role) => [
  [`GIT_${role}_NAME`, 'somebody'],
  [`GIT_${role}_EMAIL`, 'somebody@example.com'],
])
const env = {
  ...process.env,
  ...Object.fromEntries(somebody),
  NODE_ENV: undefined,
  DATABASE_URL: undefined,
  PORT: '0',
  TURBO_TELEMETRY_DISABLED: '1',
}

function attempt(cwd: string, ...command: string[]) {
  return Bun.spawnSync(command, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
}

/** What a command prints. Throws an Error with all of it if it fails. */
function run(cwd: string, ...command: string[]): string {
  const { exitCode, stdout, stderr } = attempt(cwd, ...command)
  if (exitCode !== 0) throw new Error(`${command.join(' ')} failed in ${cwd}:\n${stdout}${stderr}`)
  return stdout.toString().trimEnd()
}

function commit(root: string): void {
  run(root, 'git', 'add', '--all')
  run(root, 'git', 'commit', '--quiet', '--message', 'all of it')
}
