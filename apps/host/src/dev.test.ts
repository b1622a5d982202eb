import { expect, setDefaultTimeout, test } from 'bun:test'
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

// A process that starts twice: on a busy machine it takes more than Bun's 5 s.
setDefaultTimeout(30_000)

const repository = join(import.meta.dir, '../../..')

// `bun --watch` loses sight of a file outside the folder where it starts as soon as another one takes its place
// (oven-sh/bun#36248), as vim, `sed -i` and `git checkout` save: `dev` starts in the root.
test('bun run dev starts anew when an editor puts a new file in the place of an old one', async () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'dev-test-')))
  const write = (path: string, text: string) => Bun.write(join(root, path), text)
  const link = (path: string, to: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    symlinkSync(to, join(root, path))
  }
  await write('package.json', '{ "workspaces": ["apps/*"] }')
  await write('apps/shop/package.json', '{ "name": "@repo/shop", "exports": "./src/index.ts" }')
  await write('apps/shop/src/index.ts', "import './shop.ts'\n")
  await write('apps/shop/src/shop.ts', "console.log('before')\n")
  await write('apps/host/src/main.ts', "import '@repo/shop'\nsetInterval(() => {}, 1000)\n")
  copyFileSync(join(repository, 'apps/host/package.json'), join(root, 'apps/host/package.json'))
  link('apps/host/node_modules/@repo/shop', join(root, 'apps/shop'))
  for (const path of ['packages/devdb', 'apps/host/node_modules/@repo/devdb'])
    link(path, join(repository, 'packages/devdb'))

  const env = { ...process.env, DATABASE_URL: 'postgres://unused@127.0.0.1:1/unused', DATA_DIR: root }
  const dev = Bun.spawn([process.execPath, 'run', 'dev'], {
    cwd: join(root, 'apps/host'),
    env,
    stdout: 'pipe',
  })
  try {
    const printed = dev.stdout.pipeThrough(new TextDecoderStream()).getReader()
    expect((await printed.read()).value).toBe('before\n')
    await write('apps/shop/src/shop.ts~', "console.log('after')\n")
    renameSync(join(root, 'apps/shop/src/shop.ts~'), join(root, 'apps/shop/src/shop.ts'))
    expect((await printed.read()).value).toBe('after\n')
  } finally {
    dev.kill('SIGTERM')
    await dev.exited
    rmSync(root, { recursive: true })
  }
})
