import { fileNameOf, rollbackApp } from '@repo/multiapp/migrations'
import type { Command } from 'commander'
import { examples } from '../examples.ts'
import { wrongUsage } from '../failure.ts'
import { withKit } from '../kit.ts'
import { askWhichApp } from '../missing-words.ts'
import { toCount } from '../options.ts'
import { requireSchema } from './schema.ts'

interface RollbackOptions {
  app?: string
  steps: number
}

export function addRollback(db: Command): void {
  db.command('rollback')
    .description("undo an app's newest migrations, newest first")
    .argument('[slug]', 'the app')
    .option('--app <slug>', 'the app, said in another way')
    .option('--steps <n>', 'how many migrations', toCount, 1)
    .addHelpText('after', examples('bun kit db rollback notes', 'bun kit db rollback notes --steps 2'))
    .action(rollback)
}

async function rollback(given: string | undefined, { app: named, steps }: RollbackOptions): Promise<void> {
  const slug = given ?? named ?? (await askWhichApp())
  if (slug === undefined || (named !== undefined && named !== slug))
    throw wrongUsage('say which app is meant: bun kit db rollback notes')
  return withKit(async (kit) => {
    const app = kit.pickOne(slug)
    await requireSchema(kit, app)
    for (const migration of await rollbackApp(kit.database, app, steps)) {
      console.log(`${slug}: rolled back ${fileNameOf(migration)}`)
    }
  })
}
