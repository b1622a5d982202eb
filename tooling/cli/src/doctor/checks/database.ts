import { type Check, type Finding, ok, problem } from '../check.ts'

const oldest = 15

/** The database answers, and is new enough. */
export const database: Check = {
  name: 'database',
  async run(machine) {
    const opened = await machine.database().catch((error: Error) => error)
    if (opened instanceof Error) {
      const mend = machine.isEmbedded
        ? 'or set DATABASE_URL to a PostgreSQL of your own'
        : 'look at DATABASE_URL ("bun kit env"), and whether that server runs'
      return problem(opened.message, mend)
    }
    const [row] = await opened.admin(
      'doctor',
      (sql) => sql`SELECT current_setting('server_version') AS version`,
    )
    const version = String(row?.version).split(' ')[0] ?? ''
    const where = machine.isEmbedded ? 'embedded' : 'by DATABASE_URL'
    return judgeVersion(version, where)
  },
}

export function judgeVersion(version: string, where: string): Finding {
  return Number.parseInt(version, 10) < oldest
    ? problem(`PostgreSQL ${version} is too old`, `use ${oldest} or newer`)
    : ok(`PostgreSQL ${version}, ${where}`)
}
