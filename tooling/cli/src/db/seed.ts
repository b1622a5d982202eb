import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { examples } from '../examples.ts'
import { Failure } from '../failure.ts'
import { withKit } from '../kit.ts'
import { type Registration, withRegistered } from '../registration.ts'
import { requireSchema, stateOf } from './schema.ts'

export function addSeed(db: Command): void {
  db.command('seed')
    .argument('<slug>', 'the app')
    .summary("put an app's sample data into its schema")
    .description("put an app's sample data into its schema, by the seed of its src/seed.ts")
    .addHelpText('after', examples('bun kit db seed notes'))
    .action(seed)
}

function seed(slug: string): Promise<void> {
  return withKit(async (kit) => {
    const app = kit.pickOne(slug)
    const run = await loadSeed(join(kit.root, 'apps', slug, 'src', 'seed.ts'), slug)
    const state = stateOf(await requireSchema(kit, app))
    if (state !== 'up to date') {
      throw new Failure(`app "${slug}" is ${state}: run "bun kit db migrate --app ${slug}" first`)
    }
    // Its role may not get in all the same: the seed would not run, and nobody would say so.
    const reason = await kit.database.unreadyReason(slug, app.migrations)
    if (reason) throw new Failure(`app "${slug}" is not ready: ${reason}`)
    await withRegistered(app, kit, async (deps) => {
      await run(deps)
    })
    console.log(`${slug}: seeded`)
  })
}

async function loadSeed(file: string, slug: string): Promise<(deps: Registration) => unknown> {
  if (existsSync(file)) {
    const { seed }: { seed?: unknown } = await import(file)
    if (typeof seed === 'function') return (deps) => seed(deps)
  }
  throw new Failure(
    `apps/${slug}/src/seed.ts exports no seed: write "export async function seed({ db }) { … }" there; it is given what the app's routes are`,
  )
}
