import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { findRoot } from '@repo/devdb'
import { main, type Outcome } from './fixture.ts'

/** A repository whose host has no apps. */
export interface EmptyKit extends Disposable {
  root: string
  write(path: string, text: string): void
  read(path: string): string
  has(path: string): boolean
  /** Gives it the packages of this package: to compile, not to install. */
  linkPackages(): void
  kit(...args: string[]): Promise<Outcome>
  run(...command: string[]): Promise<Outcome>
  start(...args: string[]): Bun.Subprocess
  /** Runs the kit on a terminal, and types each answer once its question is on the screen. Resolves with the exit code. */
  talk(
    args: readonly string[],
    dialogue: readonly (readonly [question: string, answer: string])[],
  ): Promise<number>
}

export const emptyList = `import type { AnyAppBackend } from '@repo/multiapp'

export const apps: AnyAppBackend[] = []
`

export function createEmptyKit(): EmptyKit {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'kit-new-')))
  const path = (name: string) => join(root, name)
  const run = (...command: string[]) => outcomeOf(command, root)
  const kit: EmptyKit = {
    root,
    write(name, text) {
      mkdirSync(dirname(path(name)), { recursive: true })
      writeFileSync(path(name), text)
    },
    read: (name) => readFileSync(path(name), 'utf8'),
    has: (name) => existsSync(path(name)),
    linkPackages: () => symlinkSync(join(import.meta.dir, '../node_modules'), path('node_modules')),
    kit: (...args) => run(process.execPath, main, ...args),
    run,
    start: (...args) =>
      Bun.spawn([process.execPath, main, ...args], { cwd: root, stdio: ['ignore', 'ignore', 'ignore'] }),
    talk: (args, dialogue) => talk([process.execPath, main, ...args], root, dialogue),
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  }
  kit.write('package.json', '{ "workspaces": ["apps/*"] }')
  kit.write('apps/host/package.json', '{ "name": "@repo/host" }')
  kit.write('apps/host/src/apps.ts', emptyList)
  for (const file of ['biome.json', '.gitignore', 'tsconfig.base.json'])
    copyFileSync(join(findRoot(import.meta.dir), file), path(file))
  return kit
}

async function outcomeOf(command: string[], cwd: string): Promise<Outcome> {
  const child = Bun.spawn(command, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  const [stdout, stderr, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  return { code, stdout, stderr }
}

async function talk(
  command: string[],
  cwd: string,
  dialogue: readonly (readonly [question: string, answer: string])[],
): Promise<number> {
  const rest = [...dialogue]
  let screen = ''
  const child = Bun.spawn(command, {
    cwd,
    terminal: {
      data(terminal, chunk) {
        screen += new TextDecoder().decode(chunk)
        const [question, answer] = rest[0] ?? []
        if (question === undefined || answer === undefined || !screen.includes(question)) return
        rest.shift()
        screen = ''
        terminal.write(answer)
      },
    },
  })
  return child.exited
}
