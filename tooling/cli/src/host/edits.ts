import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { composeFile, withAppService, withoutAppService } from '@repo/images'
import { formatText } from '../format.ts'
import { listFile, withApp, withoutApp } from './app-list.ts'
import { manifestFile, withDependency, withoutDependency } from './dependencies.ts'

/** The new texts of the files that name an app outside its folder. */
export interface Edits {
  /** From the repository's root. */
  paths: readonly string[]
  /** The host's list: a host that runs takes an app on, or lets go of it, when this is written. */
  writeList(): void
  writeOthers(): void
}

/** What brings an app in that code calls `name`. Throws a Failure where the host's list has to be changed by hand. */
export async function editsFor(root: string, slug: string, name: string): Promise<Edits> {
  return edit(root, {
    list: (text) => withApp(text, slug, name),
    manifest: (text) => withDependency(text, `@repo/${slug}`),
    compose: (text) => withAppService(text, slug),
  })
}

/** What takes an app out. Throws a Failure where the host's list has to be changed by hand. */
export async function editsWithout(root: string, slug: string): Promise<Edits> {
  return edit(root, {
    list: (text) => withoutApp(text, slug),
    manifest: (text) => withoutDependency(text, `@repo/${slug}`),
    compose: (text) => withoutAppService(text, slug),
  })
}

type Change = (text: string) => string

async function edit(
  root: string,
  { list, manifest, compose }: { list: Change; manifest: Change; compose: Change },
): Promise<Edits> {
  const read = (path: string) => readFileSync(join(root, path), 'utf8')
  const newList = await formatText(root, listFile, list(read(listFile)))
  const others = new Map([[manifestFile, manifest(read(manifestFile))]])
  // Not everybody deploys with it.
  if (existsSync(join(root, composeFile))) others.set(composeFile, compose(read(composeFile)))
  return {
    paths: [listFile, ...others.keys()],
    writeList: () => writeFileSync(join(root, listFile), newList),
    writeOthers() {
      for (const [path, text] of others) writeFileSync(join(root, path), text)
    },
  }
}
