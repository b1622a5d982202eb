import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The server that runs on a data directory, from its postmaster.pid. A file left by a dead server is removed: PostgreSQL
 * only looks whether *some* process has that id, and after a reboot some other one may.
 */
export function runningPostmaster(data: string): { pid: number; port: number } | undefined {
  const file = join(data, 'postmaster.pid')
  if (!existsSync(file)) return undefined
  const [pid = '', , , port = ''] = readFileSync(file, 'utf8').split('\n')
  if (commandOf(pid).includes(data)) return { pid: Number(pid), port: Number(port) }
  rmSync(file)
  return undefined
}

function commandOf(pid: string): string {
  if (process.platform !== 'linux')
    return spawnSync('ps', ['-o', 'command=', '-p', pid], { encoding: 'utf8' }).stdout
  const file = `/proc/${pid}/cmdline`
  return pid !== '' && existsSync(file) ? readFileSync(file, 'utf8') : ''
}
