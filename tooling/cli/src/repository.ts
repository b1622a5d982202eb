import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findRoot } from '@repo/devdb'
import type { AnyAppBackend } from '@repo/multiapp'
import { Failure, wrongUsage } from './failure.ts'

/** The repository that the command was started in. */
export interface Repository {
  root: string
  apps: readonly AnyAppBackend[]
  /** The apps of these slugs, or all for none. Throws a Failure that lists the known ones. */
  pick(slugs?: readonly string[]): AnyAppBackend[]
  pickOne(slug: string): AnyAppBackend
}

const listFile = 'apps/host/src/apps.ts'

/** Loads the host's list of apps, which is the only one. Throws a Failure that says what is wrong with it. */
export async function loadRepository(root = findRoot()): Promise<Repository> {
  const apps = await loadApps(join(root, listFile))
  const pickOne = (slug: string) => {
    const app = apps.find((candidate) => candidate.slug === slug)
    if (!app)
      throw unknownApp(
        slug,
        apps.map((known) => known.slug),
      )
    return app
  }
  const pick = (slugs: readonly string[] = []) =>
    slugs.length === 0 ? [...apps] : [...new Set(slugs)].map(pickOne)
  return { root, apps, pick, pickOne }
}

export function unknownApp(slug: string, known: readonly string[], kind = ''): Failure {
  return wrongUsage(
    `no app "${slug}"${kind && ` ${kind}`}: there are ${[...known].sort().join(', ') || 'none'}`,
  )
}

async function loadApps(file: string): Promise<AnyAppBackend[]> {
  if (!existsSync(file)) {
    throw new Failure(`${file} is missing: it exports apps, the list of the apps that the host serves`)
  }
  let loaded: { apps?: unknown }
  try {
    loaded = await import(file)
  } catch (error) {
    throw new Failure(`${listFile} could not be loaded: ${error instanceof Error ? error.message : error}`)
  }
  if (!Array.isArray(loaded.apps)) throw new Failure(`${listFile} exports no list called apps`)
  return loaded.apps // what is in it was checked where the list was compiled
}
