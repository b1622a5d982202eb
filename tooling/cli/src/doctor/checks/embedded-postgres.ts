import { findBinaries } from '@repo/devdb'
import { type Check, ok, problem } from '../check.ts'

/** The embedded PostgreSQL is there for this machine, and whole: that it runs, the database tells. */
export const embeddedPostgres: Check = {
  name: 'postgres',
  run({ isEmbedded, root }) {
    try {
      findBinaries(`${root}/packages/devdb`)
      return ok(isEmbedded ? 'the embedded one is installed' : 'the embedded one is installed, for the tests')
    } catch (error) {
      return problem(
        error instanceof Error ? error.message : String(error),
        'rm -rf node_modules && bun install',
      )
    }
  },
}
