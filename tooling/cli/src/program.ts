import { Command } from 'commander'
import { addApps } from './apps.ts'
import { addCheck } from './db/check.ts'
import { addDrop, addReset } from './db/drop.ts'
import { addGenerate } from './db/generate.ts'
import { addMigrate } from './db/migrate.ts'
import { addPsql } from './db/psql.ts'
import { addRollback } from './db/rollback.ts'
import { addSeed } from './db/seed.ts'
import { addStatus } from './db/status.ts'
import { addStudio } from './db/studio.ts'
import { examples } from './examples.ts'
import { addNew } from './new/new.ts'
import { addRoutes } from './routes.ts'
import { addToken } from './token.ts'
import { addUpgrade } from './upgrade/upgrade-command.ts'
import { addEnv } from './variables/env-command.ts'

/** Every command. What one does is in its own file. */
export function createProgram(): Command {
  const program = new Command('bun kit')
    .description('the commands of the kit, from the repository root')
    .helpCommand(false)
    .exitOverride()
    // Of `db psql notes -c …`, what comes after the app is psql's; here, and in `db`.
    .enablePositionalOptions()
    // Help goes where it can be piped; what is wrong is said once, in one line, by `run`.
    .configureOutput({ writeErr: (text) => process.stdout.write(text), outputError() {} })
    .addHelpText('after', examples('bun kit db status', 'bun kit db migrate', 'bun kit apps --json'))
  addNew(program)
  addApps(program)
  addRoutes(program)
  addEnv(program)
  addUpgrade(program)
  addToken(program)
  const db = program
    .command('db')
    .description("the apps' schemas: look, migrate, generate, open")
    .enablePositionalOptions()
    .helpCommand(false)
    .addHelpText('after', examples('bun kit db status --check', 'bun kit db generate notes --name labels'))
  const adders = [addStatus, addMigrate, addRollback, addGenerate, addCheck]
  for (const add of [...adders, addSeed, addReset, addDrop, addPsql, addStudio]) add(db)
  return program
}
