import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { formatFolder } from '../format.ts'
import { editsFor } from '../host/edits.ts'
import { keepFiles } from '../host/keep-files.ts'
import { runQuietly } from '../quiet-child.ts'
import { onEndingSignals } from '../signals.ts'
import type { AppNames } from './names.ts'
import { toCamelCase } from './spelling.ts'
import { composeApp, type Extra } from './template.ts'

export interface NewApp extends AppNames {
  extras: readonly Extra[]
  /** Whether `bun install` is run, without which it has no packages. */
  install: boolean
}

/**
 * Writes an app into the repository at `root`, and resolves with the paths of its files. It is all there or, if anything
 * fails, nothing is.
 */
export async function createApp(root: string, app: NewApp): Promise<string[]> {
  const { slug } = app
  const edits = await editsFor(root, slug, toCamelCase(slug))
  const files = composeApp(app, app.extras)
  const folder = join(root, 'apps', slug)
  // The workspace's patterns do not match a name with a dot.
  const draft = join(root, 'apps', `.${slug}.new`)
  const restore = keepFiles([...edits.paths, 'bun.lock'].map((path) => join(root, path)))
  using _signals = onEndingSignals(() => {})
  try {
    for (const [path, text] of files) write(join(draft, path), text)
    await formatFolder(root, draft)
    renameSync(draft, folder)
    edits.writeOthers()
    if (app.install) await runQuietly([process.execPath, 'install'], { cwd: root })
    // Last: a host that runs loads the app as soon as it is listed.
    edits.writeList()
  } catch (error) {
    for (const path of [draft, folder]) rmSync(path, { recursive: true, force: true })
    restore()
    throw error
  }
  return [...files.keys()]
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
