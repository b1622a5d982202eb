import { existsSync, globSync, mkdirSync, readdirSync, rmSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Has `bun --watch` see what it misses on Linux: a file of a package that was replaced by another of its name, as vim, `sed -i`
 * and `git checkout` do, and whatever becomes of that file then (oven-sh/bun#36248). Resolves when it is watched.
 */
export async function watchReplacedFiles(root: string, dataDir: string): Promise<void> {
  const beat = prepareBeat(join(dataDir, 'reload'))
  // From here on it is a module of this program: whatever is written into it makes Bun reload.
  await import(beat)
  let due: Timer | undefined
  const onChange = (_event: string, name: string | null) => {
    if (name === null || !isSource(name)) return
    // What Bun has seen by itself has ended this program by then.
    clearTimeout(due)
    due = setTimeout(() => writeFileSync(beat, `// ${Date.now()}\n`), bunFirstMs)
    due.unref()
  }
  for (const folder of globSync('{apps,packages}/*/{src,migrations}', { cwd: root }))
    watch(join(root, folder), { recursive: true, persistent: false }, onChange)
}

const bunFirstMs = 200

function isSource(name: string): boolean {
  return /\.(?:tsx?|jsx?|sql|json|css|html|svg)$/.test(name) && !/\.(?:test|soak|test-d)\.ts$/.test(name)
}

/** A file of this process, which keeps its id through Bun's reloads. Those of processes that have ended go. */
function prepareBeat(folder: string): string {
  mkdirSync(folder, { recursive: true })
  for (const name of readdirSync(folder)) {
    if (!isAlive(Number.parseInt(name, 10))) rmSync(join(folder, name), { force: true })
  }
  const beat = join(folder, `${process.pid}.ts`)
  if (!existsSync(beat)) writeFileSync(beat, '')
  process.on('exit', () => rmSync(beat, { force: true }))
  return beat
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
