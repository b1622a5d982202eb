import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openCluster } from './cluster.ts'
import { type Home, prepareHome } from './home.ts'
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

const lockTimeoutSeconds = 120

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
  const cluster = openCluster(home)
  return withLock(join(home.folder, 'lock'), lockTimeoutSeconds, () => {
    const lease = takeLease(join(home.folder, 'lease'))
    // Before the start, so that a process killed in the middle of it leaves no server either.
    const keeper = afterThisProcess([process.execPath, join(import.meta.dir, 'leave.ts'), home.folder])
    const joined = !cluster.start(settings)
    let left = false
    return {
      url: cluster.url('postgres'),
      data: join(home.folder, 'data'),
      joined,
      leave() {
        if (left) return
        left = true
        lease.release()
        stopIfUnused(home)
        keeper.dismiss()
      },
    }
  })
}

/** Stops the server of a home if no process uses it. */
export function stopIfUnused(home: Home): void {
  // Somebody may have removed it all.
  if (!existsSync(home.folder)) return
  withLock(join(home.folder, 'lock'), lockTimeoutSeconds, () => {
    if (isUnused(join(home.folder, 'lease'))) openCluster(home).stop('fast')
  })
}
