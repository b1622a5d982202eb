import type { Database } from '@repo/multiapp'
import { type Check, ok, problem, warning } from '../check.ts'

const notableSeconds = 2
// Tokens are good for minutes, and are refused before they begin.
const harmfulSeconds = 30

/** This machine's clock and the database's say the same. */
export const clock: Check = {
  name: 'clock',
  needs: ['database'],
  run: async ({ database }) => compareClocks(await database(), Date.now),
}

export async function compareClocks(database: Database, now: () => number) {
  const before = now()
  const [row] = await database.admin(
    'doctor',
    (sql) => sql`SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now`,
  )
  const seconds = Math.abs(Number(row?.now) - (before + now()) / 2) / 1000
  if (seconds < notableSeconds) return ok('as the database has it')
  const message = `${Math.round(seconds)} s from the database's: tokens and sessions end at the wrong time`
  const mend = 'set the clocks of both by NTP'
  return seconds < harmfulSeconds ? warning(message, mend) : problem(message, mend)
}
