import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { findRoot } from './root.ts'

/**
 * Completes the environment for development: `.env` of the repository's root, whatever folder the command started in
 * (Bun reads only the current folder's), and DATA_DIR as an absolute path. What is set already stays.
 */
export function completeEnvironment(env: NodeJS.ProcessEnv = process.env): { dataDir: string } {
  const root = findRoot()
  const file = join(root, '.env')
  if (existsSync(file)) {
    for (const [name, value] of Object.entries(parseEnv(readFileSync(file, 'utf8')))) env[name] ??= value
  }
  const dataDir = resolve(root, env.DATA_DIR || '.data')
  env.DATA_DIR = dataDir
  return { dataDir }
}

/** Whether a database of our own is wanted: none is named, and this is not production. */
export function wantsDevDatabase(env: NodeJS.ProcessEnv = process.env): boolean {
  return !env.DATABASE_URL && env.NODE_ENV !== 'production'
}

export function useDatabase(url: string, env: NodeJS.ProcessEnv = process.env): void {
  env.DATABASE_URL = url
}

/** The server of the tests that this process, or one that it is of, has started. */
export function knownTestServer(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return env.DEVDB_TEST_SERVER || undefined
}

export function shareTestServer(url: string, env: NodeJS.ProcessEnv = process.env): string {
  env.DEVDB_TEST_SERVER = url
  return url
}

/** Whether somebody has said where temporary files go. */
export function namesTemporaryFolder(env: NodeJS.ProcessEnv = process.env): boolean {
  return Boolean(env.TMPDIR)
}
