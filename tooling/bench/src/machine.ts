import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os'
import { version as elysiaVersion } from 'elysia/package.json'

export interface Machine {
  cpu: string
  cores: number
  memoryGb: number
  os: string
  /** Of the last minute before the run: what else the machine had to do. */
  loadAverage: number
}

/** Where the numbers come from: numbers of two machines cannot be compared. */
export function describeMachine(): Machine {
  const cores = cpus()
  return {
    cpu: cores[0]?.model ?? 'unknown',
    cores: cores.length,
    memoryGb: Math.round(totalmem() / 1e9),
    os: `${platform()} ${release()} ${arch()}`,
    loadAverage: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  }
}

/** The versions of what is measured and of what measures; `postgresql` is the server's, if one was started. */
export function readVersions(postgresql: string | undefined): Record<string, string> {
  const wrk = readWrkVersion()
  return {
    bun: Bun.version,
    elysia: elysiaVersion,
    ...(postgresql && { postgresql }),
    ...(wrk && { wrk }),
  }
}

// `wrk -v` prints its version and, as after any other wrong use, exits with 1.
function readWrkVersion(): string | undefined {
  if (!Bun.which('wrk')) return undefined
  const { stdout } = Bun.spawnSync(['wrk', '-v'])
  return /^wrk\s+(?:debian\/)?(\d+(?:\.\d+)*)/.exec(stdout.toString())?.[1]
}
