import { join } from 'node:path'
import { openCluster } from './cluster.ts'
import { prepareHome } from './home.ts'
import { afterThisProcess } from './keeper.ts'
import { isUnused, takeLease, withLock } from './lock.ts'

export interface DevDatabase {
  /** The superuser's connection string. */
  url: string
  /** Where the data lies, an absolute path. */
  data: string
  /** Whether this process found the server running. */
  joined: boolean
  /** Stops the server if no other process uses it. Synchronous: it works in an `exit` handler. */
  leave(): void
}

const lockTimeoutMs = 120_000

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  wal_level: 'logical',
  max_connections: '200',
}

/**
 * Starts the embedded PostgreSQL of `folder`, or joins the one that another process has started. It runs until the last
 * process that joined it has left or died. Throws an Error that says what to do.
 */
export function joinDevDatabase(folder: string): DevDatabase {
  const home = prepareHome(folder)
  return withLock(join(home.folder, 'lock'), lockTimeoutMs, () => {
    const cluster = openCluster(home, { settings })
    const joined = !cluster.start()
    const lease = takeLease(join(home.folder, 'lease'))
    const keeper = afterThisProcess([process.execPath, join(import.meta.dir, 'leave.ts'), folder])
    let left = false
    return {
      url: cluster.url('postgres'),
      data: cluster.data,
      joined,
      leave() {
        if (left) return
        left = true
        lease.release()
        leaveDevDatabase(folder)
        keeper.dismiss()
      },
    }
  })
}

/** Stops the server of `folder` if no process uses it. */
export function leaveDevDatabase(folder: string): void {
  const home = prepareHome(folder)
  withLock(join(home.folder, 'lock'), lockTimeoutMs, () => {
    const cluster = openCluster(home, { settings })
    if (isUnused(join(home.folder, 'lease')) && cluster.isRunning()) cluster.stop('fast')
  })
}
