import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { composeFile, withAppService } from '@repo/images'
import { formatFolder, formatText } from '../format.ts'
import { listFile, withApp } from '../host/app-list.ts'
import { changeIfThere } from '../host/change-if-there.ts'
import { manifestFile, withDependency } from '../host/dependencies.ts'
import { keepFiles } from '../host/keep-files.ts'
import { runQuietly } from '../quiet-child.ts'
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
  const inRoot = (path: string) => join(root, path)
  const list = withApp(readFileSync(inRoot(listFile), 'utf8'), slug, toCamelCase(slug))
  const manifest = withDependency(readFileSync(inRoot(manifestFile), 'utf8'), `@repo/${slug}`)
  const sortedList = await formatText(root, listFile, list)
  const files = composeApp(app, app.extras)
  // The workspace's patterns do not match a name with a dot.
  const draft = inRoot(`apps/.${slug}.new`)
  const folder = inRoot(`apps/${slug}`)
  const restore = keepFiles([listFile, manifestFile, composeFile, 'bun.lock'].map(inRoot))
  try {
    for (const [path, text] of files) write(join(draft, path), text)
    await formatFolder(root, draft)
    renameSync(draft, folder)
    writeFileSync(inRoot(manifestFile), manifest)
    changeIfThere(inRoot(composeFile), (text) => withAppService(text, slug))
    if (app.install) await runQuietly([process.execPath, 'install'], { cwd: root })
    // Last: a host that runs loads the app as soon as it is listed.
    writeFileSync(inRoot(listFile), sortedList)
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
