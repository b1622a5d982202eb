import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { composeFile, withoutAppService } from '@repo/images'
import { formatText } from '../format.ts'
import { listFile, withoutApp } from '../host/app-list.ts'
import { changeIfThere } from '../host/change-if-there.ts'
import { manifestFile, withoutDependency } from '../host/dependencies.ts'
import { keepFiles } from '../host/keep-files.ts'
import { runQuietly } from '../quiet-child.ts'

/** The removal of an app from the repository, of which nothing is done yet. */
export interface Removal {
  /** All of it is done or, if anything fails, nothing. */
  carryOut(): Promise<void>
}

/** Throws a Failure where the host's list has to be changed by hand. */
export async function planRemoval(root: string, slug: string, install: boolean): Promise<Removal> {
  const inRoot = (path: string) => join(root, path)
  const list = withoutApp(readFileSync(inRoot(listFile), 'utf8'), slug)
  const sortedList = await formatText(root, listFile, list)
  const manifest = withoutDependency(readFileSync(inRoot(manifestFile), 'utf8'), `@repo/${slug}`)
  const folder = inRoot(`apps/${slug}`)
  // The workspace's patterns do not match a name with a dot.
  const aside = inRoot(`apps/.${slug}.removed`)
  return {
    async carryOut() {
      const restore = keepFiles([listFile, manifestFile, composeFile, 'bun.lock'].map(inRoot))
      try {
        // First: a host that runs lets go of the app before its files are gone.
        writeFileSync(inRoot(listFile), sortedList)
        writeFileSync(inRoot(manifestFile), manifest)
        changeIfThere(inRoot(composeFile), (text) => withoutAppService(text, slug))
        renameSync(folder, aside)
        if (install) await runQuietly([process.execPath, 'install'], { cwd: root })
      } catch (error) {
        if (existsSync(aside)) renameSync(aside, folder)
        restore()
        throw error
      }
      rmSync(aside, { recursive: true })
    },
  }
}
