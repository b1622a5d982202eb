import { randomBytes } from 'node:crypto'
import { appendFileSync, chownSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runAs } from './account.ts'
import { removeFolder } from './folder.ts'
import type { Home } from './home.ts'

/** Lines of postgresql.conf. */
export type Settings = Record<string, string>

/**
 * Makes the data directory of a home, and the superuser's password beside it. initdb writes to another folder, which then
 * gets its name in one step: a crash leaves nothing half made.
 */
export function initialise(home: Home, initdb: string, settings: Settings): void {
  for (const name of readdirSync(home.folder)) {
    if (name.startsWith('data.')) removeFolder(join(home.folder, name))
  }
  const partial = join(home.folder, `data.${process.pid}`)
  const passwordFile = join(home.folder, 'password')
  mkdirSync(partial, { mode: 0o700 })
  rmSync(passwordFile, { force: true })
  writeFileSync(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 })
  if (home.account) {
    for (const path of [partial, passwordFile]) chownSync(path, home.account.uid, home.account.gid)
  }
  const access = ['--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256']
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  runAs(home.account, initdb, ['-D', partial, ...access, ...locale, '--no-sync'])
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'`)
  appendFileSync(join(partial, 'postgresql.conf'), `\n${lines.join('\n')}\n`)
  renameSync(partial, join(home.folder, 'data'))
}
