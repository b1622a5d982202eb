import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { findRoot } from '@repo/devdb'
import { unknownApp } from '../repository.ts'

/** The folder of an app whose migrations drizzle-kit writes. Its code need not load: its migrations may be broken. */
export function findAppFolder(slug: string): string {
  const home = join(findRoot(), 'apps')
  const folder = join(home, slug)
  if (isGenerated(folder)) return folder
  const known = readdirSync(home).filter((name) => isGenerated(join(home, name)))
  if (existsSync(folder)) throw unknownApp(slug, known, 'with a drizzle.config.ts')
  throw unknownApp(slug, known)
}

export function isGenerated(folder: string): boolean {
  return existsSync(join(folder, 'drizzle.config.ts'))
}
