import type { linksApp } from './app.ts'
import { createClickBatches } from './click-batches.ts'
import { type Clicks, createClicks } from './clicks.ts'

type Deps = Pick<typeof linksApp.deps, 'config' | 'db' | 'logger' | 'now'>

// By the database, which each server makes one of: `deps` is another object in the routes than in the hooks.
const byDatabase = new WeakMap<Deps['db'], Clicks>()

/** The clicks that a server counts: its routes and its hooks reach the same ones, another server has its own. */
export function clicksOf({ config, db, logger, now }: Deps): Clicks {
  const known = byDatabase.get(db)
  if (known) return known
  const { flushSeconds } = config.settings
  const made = createClicks({ save: createClickBatches(db).save, flushSeconds, logger, now })
  byDatabase.set(db, made)
  return made
}
