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
import { addDoctor } from './doctor/doctor-command.ts'
import { examples } from './examples.ts'
import { addNew } from './new/new.ts'
import { addRemove } from './remove/remove.ts'
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
    // That most of them take options, their own help says.
    .configureHelp({ subcommandTerm: termOf })
    .addHelpText('after', examples('bun kit doctor', 'bun kit new shop', 'bun kit db migrate'))
  program.commandsGroup('Apps:')
  addNew(program)
  addRemove(program)
  addApps(program)
  addRoutes(program)
  addToken(program)
  program.commandsGroup('Data:')
  const db = program
    .command('db')
    .description("the apps' schemas: look, migrate, generate, open")
    .enablePositionalOptions()
    .helpCommand(false)
    .addHelpText('after', examples('bun kit db status --check', 'bun kit db generate notes --name labels'))
  const adders = [addStatus, addMigrate, addRollback, addGenerate, addCheck]
  for (const add of [...adders, addSeed, addReset, addDrop, addPsql, addStudio]) add(db)
  program.commandsGroup('This clone:')
  for (const add of [addDoctor, addEnv, addUpgrade]) add(program)
  return program
}

function termOf(command: Command): string {
  const names = command.registeredArguments.map((argument) => {
    const name = argument.name() + (argument.variadic ? '…' : '')
    return argument.required ? `<${name}>` : `[${name}]`
  })
  return [command.name(), ...names].join(' ')
}
