import type { Command } from 'commander'
import { runChild } from '../child.ts'
import { examples } from '../examples.ts'
import { Failure } from '../failure.ts'
import { withKit } from '../kit.ts'
import { logInAs } from './role-url.ts'

export function addPsql(db: Command): void {
  db.command('psql')
    .argument('<slug>', 'the app')
    .argument('[args...]', "psql's own")
    .passThroughOptions()
    .description("open psql as an app's role, in its schema")
    .addHelpText(
      'after',
      examples('bun kit db psql notes', "bun kit db psql notes -c 'SELECT count(*) FROM notes'"),
    )
    .action(psql)
}

const missing =
  'psql is not on PATH: install PostgreSQL\'s client ("apt install postgresql-client", "brew install libpq"), or add its folder to PATH'

function psql(slug: string, args: readonly string[]): Promise<void> {
  return withKit(async (kit) => {
    const app = kit.pickOne(slug)
    const program = Bun.which('psql')
    if (!program) throw new Failure(missing)
    const { url, password, options } = await logInAs(app, kit)
    const variables = { PGPASSWORD: password, ...(options && { PGOPTIONS: options }) }
    const own = args[0] === '--' ? args.slice(1) : args
    const { code } = await runChild([program, url, ...own], { variables })
    if (code !== 0) throw new Failure()
  })
}
