import { expect, setDefaultTimeout, test } from 'bun:test'
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { until } from './until.ts'

setDefaultTimeout(20_000)

const preload = join(import.meta.dir, '../src/preload.ts')

/** A repository whose one app prints what a package exports, and runs under `bun --watch`. */
function startKit() {
  const root = mkdtempSync(join(tmpdir(), 'reload-test-'))
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  write('package.json', '{ "workspaces": ["packages/*", "apps/*"] }')
  write('packages/word/package.json', '{ "name": "@repo/word", "exports": "./src/index.ts" }')
  write('packages/word/src/index.ts', "export const word = 'first'\n")
  write(
    'apps/speaker/src/main.ts',
    "import { word } from '@repo/word'\nconsole.log(word)\nsetInterval(() => {}, 1000)\n",
  )
  mkdirSync(join(root, 'node_modules/@repo'), { recursive: true })
  symlinkSync(join(root, 'packages/word'), join(root, 'node_modules/@repo/word'))
  const command = ['--watch', '--no-clear-screen', '--preload', preload, 'src/main.ts']
  const child = Bun.spawn([process.execPath, ...command], {
    cwd: join(root, 'apps/speaker'),
    env: { ...process.env, DATA_DIR: join(root, '.data'), DATABASE_URL: 'postgres://localhost/none' },
    stdout: 'pipe',
    stderr: 'inherit',
  })
  let said = ''
  void (async () => {
    const decoder = new TextDecoder()
    for await (const chunk of child.stdout) said += decoder.decode(chunk)
  })()
  return {
    write,
    replace(path: string, text: string) {
      write(`${path}~`, text)
      renameSync(join(root, `${path}~`), join(root, path))
    },
    words: () => said.trim().split('\n'),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await child.exited
      rmSync(root, { recursive: true, force: true })
    },
  }
}

test('a file that is replaced is seen, as is what is written into it then, and a test is not', async () => {
  await using kit = startKit()
  const file = 'packages/word/src/index.ts'
  const said = (words: string[]) => until(`${words}`, () => kit.words().join() === words.join())
  await said(['first'])
  kit.replace(file, "export const word = 'second'\n")
  await said(['first', 'second'])
  kit.replace(file, "export const word = 'third'\n")
  await said(['first', 'second', 'third'])
  kit.write(file, "export const word = 'fourth'\n")
  await said(['first', 'second', 'third', 'fourth'])
  kit.write('packages/word/src/index.test.ts', '// a test\n')
  await Bun.sleep(500)
  expect(kit.words()).toEqual(['first', 'second', 'third', 'fourth'])
})
