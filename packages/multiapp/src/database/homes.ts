import { isSlug } from '../app/slug.ts'
import { variable } from '../env/variable.ts'
import { type Admin, createAdmin } from './admin.ts'
import { createDriver } from './driver.ts'
import type { Home } from './home.ts'
import { ownHome } from './own-home.ts'
import { assertRolePrefix } from './roles.ts'
import { sharedHome } from './shared-home.ts'

export interface HomesOptions {
  url: string
  roleSecret: string
  rolePrefix: string
  /** Connection strings by slug, of the apps with a database of their own. */
  appUrls: Readonly<Record<string, string>>
}

/** Where the data of every app is. */
export interface Homes {
  /** The admin of the database that apps share. */
  readonly admin: Admin
  of(slug: string): Home
  /** The apps with a database of their own. */
  own(): Home[]
  /** Ends the admins' idle connections. */
  close(): void
}

/** Throws a TypeError that names a prefix, a slug or a connection string that is not right, and never says a value. */
export function createHomes({ url, roleSecret, rolePrefix, appUrls }: HomesOptions): Homes {
  assertRolePrefix(rolePrefix)
  const driver = createDriver(url, 'multiapp')
  const admin = createAdmin(url)
  const homes = new Map<string, Home>()
  for (const [slug, own] of Object.entries(appUrls)) homes.set(slug, readOwn(slug, own))
  return {
    admin,
    of(slug) {
      const known = homes.get(slug)
      if (known) return known
      const home = sharedHome(slug, { admin, driver, roleSecret, rolePrefix })
      homes.set(slug, home)
      return home
    },
    own: () => [...homes.values()].filter(({ isOwn }) => isOwn),
    close() {
      for (const home of homes.values()) home.admin.close()
      admin.close()
    },
  }
}

function readOwn(slug: string, url: string): Home {
  if (!isSlug(slug)) throw new TypeError(`a database of its own: ${JSON.stringify(slug)} is no app's slug`)
  try {
    return ownHome(slug, url)
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace('the database URL', '') : ''
    throw new TypeError(`${variable('DATABASE_URL', slug)}${reason}`)
  }
}
