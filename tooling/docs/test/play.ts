import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Block } from '../src/page.ts'
import { type Running, startCommand } from './start-command.ts'
import { missingLine, readConsole, type TypedCommand } from './typed-commands.ts'

const root = join(import.meta.dir, '../../..')

/** A copy of the repository, in which a page is followed block by block. */
export interface Stage extends AsyncDisposable {
  /**
   * Types the commands of a console and compares what they print; those of a `console background` go on. Applies a diff.
   * Leaves other blocks alone.
   */
  play(block: Block): Promise<void>
}

const patienceMs = 60_000
const restartMs = 15_000
const quietMs = 2_000
// Into the files that are there, as an editor saves: Bun does not see one that is replaced by another of its name.
const applying =
  'git add -A && git apply --cached --unidiff-zero - && for file in $(git diff --name-only); do git show ":$file" >"$file"; done'
const changing = /^bun kit (?:new|db generate) /

/** Of what git keeps, and what it would: a change is followed before it is committed. */
export async function openStage(): Promise<Stage> {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'docs-')))
  const kit = join(home, 'kit')
  await run(
    `mkdir ${kit} && git ls-files -co --exclude-standard -z | tar -c --null -T - | tar -x -C ${kit}`,
    root,
  )
  await run(
    'git init -q && git add -A && git -c user.name=you -c user.email=you@localhost commit -qm kit',
    kit,
  )
  const ports = { 3000: freePort(), 3001: freePort() }
  const background: Running[] = []
  let folder = kit
  let isChanged = false
  let before = ''

  const printed = () => background.map((running) => running.printed()).join()
  const start = (command: string) => startCommand(command, { folder, kit, ports })

  async function type({ line, command, output }: TypedCommand, goesOn: boolean): Promise<void> {
    const [word, target = ''] = command.split(' ')
    if (word === 'cd') {
      folder = join(folder, target)
      return
    }
    await settled()
    isChanged = changing.test(command)
    const running = start(command)
    if (goesOn) {
      background.push(running)
      const end = Date.now() + patienceMs
      while (missingLine(output, running.printed()) !== undefined && Date.now() < end) await Bun.sleep(100)
    } else if ((await running.ended()) !== 0) {
      throw new Error(`line ${line}: ${command} failed: ${running.printed()}`)
    }
    if (!isChanged) before = printed()
    const missing = missingLine(output, running.printed())
    if (missing === undefined) return
    throw new Error(`line ${line}: ${command} did not print "${missing}", but: ${running.printed()}`)
  }

  // A server that sees a change starts anew: a reader is slower than that, a program is not.
  async function settled(): Promise<void> {
    const end = Date.now() + restartMs
    while (isChanged && printed() === before && Date.now() < end) await Bun.sleep(100)
    do {
      before = printed()
      if (background.length > 0) await Bun.sleep(quietMs)
    } while (printed() !== before)
    isChanged = false
  }

  return {
    async play({ language, attributes, text, line }) {
      if (language === 'diff') {
        await run(applying, kit, `${text}\n`)
        isChanged = true
      }
      if (language !== 'console') return
      for (const command of readConsole(text, line)) await type(command, 'background' in attributes)
    },
    async [Symbol.asyncDispose]() {
      for (const running of background) await running.stop()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

async function run(command: string, cwd: string, input = ''): Promise<void> {
  const child = Bun.spawn(['bash', '-c', command], { cwd, stdin: Buffer.from(input), stderr: 'pipe' })
  const errors = await child.stderr.text()
  if ((await child.exited) !== 0) throw new Error(`${command} failed: ${errors}`)
}

function freePort(): number {
  const listener = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data() {} } })
  listener.stop()
  return listener.port
}
