import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Account } from './account.ts'

// SQLite, which holds our locks, opens no path of more than 512 bytes, PostgreSQL none of more than 1024.
const maxPathBytes = 400

// pg_ctl puts paths into a shell command in double quotes, where these mean something.
const shellSyntax = /["$`\\\n]/

/** Whether PostgreSQL can use `path`: its account may enter the folder that holds it, and its programs can spell it. */
export function canUse(account: Account | undefined, path: string): boolean {
  if (Buffer.byteLength(path) > maxPathBytes || shellSyntax.test(path)) return false
  if (!account) return true
  const enter = ['-c', 'cd "$1"', 'sh', dirname(path)]
  return spawnSync('/bin/sh', enter, { ...account, cwd: '/', stdio: 'ignore' }).status === 0
}

/** The folder that stands in for `path` where `canUse` says no. */
export function standIn(account: Account | undefined, path: string): string {
  // Many systems empty /var/tmp of what is a month old, data directories included: root has a better place.
  const shelf = account ? '/var/lib' : '/var/tmp'
  return join(shelf, `devdb-${createHash('sha256').update(path).digest('hex').slice(0, 12)}`)
}

/** Makes a folder that only this user may write to, and that the account may enter. */
export function prepareFolder(path: string, account: Account | undefined): void {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  // In /var/tmp another user could have planted it, or a symlink.
  const found = lstatSync(path)
  const owner = process.getuid?.() ?? found.uid
  if (!found.isDirectory() || (found.uid !== owner && found.uid !== account?.uid)) {
    throw new Error(`${path} belongs to another user: remove it, or run as its owner`)
  }
  if (account) chownSync(path, owner, account.gid)
  chmodSync(path, account ? 0o710 : 0o700)
}

/** Removes a folder with all that is in it, also while the dying program of a killed process still writes there. */
export function removeFolder(path: string): void {
  for (let attempt = 0; attempt < 20; attempt++) {
    try {
      rmSync(path, { recursive: true, force: true })
    } catch {
      // As below: a folder that was filled again. With `force`, Bun mostly says nothing of it.
    }
    if (!existsSync(path)) return
    Bun.sleepSync(100)
  }
  throw new Error(`${path} cannot be removed: remove it yourself`)
}
