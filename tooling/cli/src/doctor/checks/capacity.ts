import { mostConnections } from '@repo/multiapp'
import { type Check, ok, problem } from '../check.ts'

const defaultConnections = 50
// A start prepares several apps side by side.
const adminConnections = 4

/** The server takes as many connections as the apps may open. */
export const capacity: Check = {
  name: 'connections',
  needs: ['database'],
  async run({ database, env }) {
    const most = await (await database()).admin('doctor', mostConnections)
    const wanted = Number(env.DATABASE_MAX_CONNECTIONS || defaultConnections)
    // Of a wrong one, the variables tell.
    if (!Number.isInteger(wanted)) return []
    const message = `this host may open ${wanted}, and the server takes ${most} from all hosts`
    return wanted + adminConnections <= most
      ? ok(message)
      : problem(message, `set DATABASE_MAX_CONNECTIONS to at most ${most - adminConnections}`)
  },
}
