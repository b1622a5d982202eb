import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Account, canEnter, findAccount } from './account.ts'
import { type Binaries, binariesIn, findBinaries } from './binaries.ts'

/** Where a cluster lies, and what runs it as whom. */
export interface Home {
  folder: string
  binaries: Binaries
  account: Account | undefined
}

/**
 * The home of the cluster that belongs to `folder`. Where PostgreSQL's account cannot enter that folder (a clone in
 * `/root`), the home is a folder under /var/tmp that is private to the account, and the binaries are copied there.
 */
export function prepareHome(folder: string): Home {
  const account = findAccount()
  const parent = dirname(folder)
  mkdirSync(parent, { recursive: true })
  const home = canEnter(account, parent) ? folder : elsewhere(folder)
  preparePrivateFolder(home, account)
  return { folder: home, binaries: reachableBinaries(home, account), account }
}

function elsewhere(folder: string): string {
  return join('/var/tmp', `devdb-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`)
}

// A folder in /var/tmp could have been planted by another user: it must be the account's own.
function preparePrivateFolder(folder: string, account: Account | undefined): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (!account) return
  const { uid } = statSync(folder)
  if (uid !== 0 && uid !== account.uid)
    throw new Error(`${folder} belongs to another user: remove it, then start again`)
  chownSync(folder, account.uid, account.gid)
  chmodSync(folder, 0o700)
}

function reachableBinaries(home: string, account: Account | undefined): Binaries {
  const installed = findBinaries()
  if (canEnter(account, installed.home)) return installed
  const copy = join(home, 'binaries')
  if (!existsSync(copy)) {
    const partial = `${copy}.${process.pid}`
    rmSync(partial, { recursive: true, force: true })
    const linked = spawnSync('cp', ['-al', installed.home, partial], { stdio: 'ignore' }).status === 0
    if (!linked) cpSync(installed.home, partial, { recursive: true, verbatimSymlinks: true })
    renameSync(partial, copy)
  }
  return binariesIn(copy)
}
