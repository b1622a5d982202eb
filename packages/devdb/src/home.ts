import { existsSync, mkdirSync, readdirSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { type Account, findAccount } from './account.ts'
import { canUse, prepareFolder, standIn } from './folder.ts'

/** Where a cluster lies, and as whom it runs. */
export interface Home {
  /** An absolute path without symlinks: it is how a running server is recognised. */
  folder: string
  account: Account | undefined
}

/** The home of the cluster that belongs to `folder`: that folder, or another one where PostgreSQL cannot use it. */
export function prepareHome(folder: string): Home {
  const account = findAccount()
  const wanted = toRealPath(resolve(folder))
  assertOwn(wanted)
  const home = canUse(account, wanted) ? wanted : standIn(account, wanted)
  prepareFolder(home, account)
  return { folder: realpathSync(home), account }
}

function toRealPath(path: string): string {
  if (existsSync(path)) return realpathSync(path)
  mkdirSync(dirname(path), { recursive: true })
  return join(realpathSync(dirname(path)), basename(path))
}

// A home is closed to other users, which would be bad news for somebody's working folder or for /tmp.
function assertOwn(path: string): void {
  const found = existsSync(path) ? readdirSync(path) : []
  if (found.length === 0 || found.includes('lock')) return
  throw new Error(`${path} holds other files: name a folder that is only for PostgreSQL`)
}
