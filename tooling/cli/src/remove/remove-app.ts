import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Edits } from '../host/edits.ts'
import { keepFiles } from '../host/keep-files.ts'
import { runQuietly } from '../quiet-child.ts'
import { onEndingSignals } from '../signals.ts'

export interface Removal {
  slug: string
  /** What takes it out of the files that name it. */
  edits: Edits
  /** Whether `bun install` is run, which takes it out of bun.lock. */
  install: boolean
}

/** Removes an app from the repository at `root`: all of it or, if anything fails, nothing. */
export async function removeApp(root: string, { slug, edits, install }: Removal): Promise<void> {
  const folder = join(root, 'apps', slug)
  // The workspace's patterns do not match a name with a dot.
  const aside = join(root, 'apps', `.${slug}.removed`)
  const restore = keepFiles([...edits.paths, 'bun.lock'].map((path) => join(root, path)))
  using _signals = onEndingSignals(() => {})
  try {
    // First: a host that runs lets go of the app before its files are gone.
    edits.writeList()
    edits.writeOthers()
    renameSync(folder, aside)
    if (install) await runQuietly([process.execPath, 'install'], { cwd: root })
  } catch (error) {
    if (existsSync(aside)) renameSync(aside, folder)
    restore()
    throw error
  }
  rmSync(aside, { recursive: true })
}
