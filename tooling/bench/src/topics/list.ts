import { createTestDatabase } from '@repo/devdb/testing'
import { listUrlPath } from '../fixture/list/asked.ts'
import { roleSecret, roleUrlOf } from '../fixture/role-url.ts'
import { findWrkProblem, runWrk } from '../load/wrk.ts'
import { alternate, type Samples } from '../rounds.ts'
import { type Subject, startSubject } from '../subject/subject.ts'
import type { Bench, Goal, Row, Topic } from '../topic.ts'

interface ListServer {
  name: string
  /** How many apps the server has; 0: it is written by hand. */
  apps: number
  /** By hand: with all that makes it fast. */
  tuned?: boolean
}

interface ListSide {
  server: ListServer
  inFlight: number
}

const secondsPerRound = 2
const goal: Goal = { of: 'ratio', atLeast: 0.9 }
const slug = 'bench-list'

const byHand: ListServer = { name: 'a list by hand', apps: 0 }
const tuned: ListServer = { name: '… tokens kept, queries sent together', apps: 0, tuned: true }
const single: ListServer = { name: 'the list of an app alone', apps: 1 }
const multi: ListServer = { name: 'the list of one of 100 apps', apps: 100 }
const servers = [byHand, tuned, single, multi]
const sides: readonly ListSide[] = [1, 32].flatMap((inFlight) =>
  servers.map((server) => ({ server, inFlight })),
)

/** What people do most, from end to end: who asks is known by a token, and what they see by row-level security. */
export const list: Topic = {
  name: 'list',
  summary: 'a page of a list under RLS with a bearer token, against Elysia, jose and postgres.js by hand',
  requirement: { rowNames: sides.map(nameOf), findProblem: findWrkProblem },
  async measure({ rounds, progress }: Bench): Promise<Row[]> {
    progress('list: starting the servers')
    await using database = await createTestDatabase()
    await using running = new AsyncDisposableStack()
    const loads = new Map<ListServer, { url: string; token: string }>()
    // The apps' first start makes the table that the others read.
    for (const server of servers.toReversed()) {
      const subject = running.use(startServer(server, database.url))
      loads.set(server, await open(subject, server))
    }
    const samples = await alternate({
      sides,
      rounds,
      onRound: (round) => progress(`list: ${round === 0 ? 'warming up' : `round ${round} of ${rounds}`}`),
      async measure({ server, inFlight }) {
        const { url, token } = loads.get(server) ?? { url: '', token: '' }
        return runWrk({ url, token, slugs: [slug], inFlight, seconds: secondsPerRound })
      },
    })
    return sides.map((side) => toRow(side, samples))
  },
}

function startServer({ apps, tuned = false }: ListServer, databaseUrl: string): Subject {
  if (apps === 0)
    return startSubject({ kind: 'list-by-hand', roleUrl: roleUrlOf(databaseUrl, 'app_bench_list'), tuned })
  return startSubject({
    kind: 'multiapp',
    mode: apps === 1 ? 'single' : 'multi',
    databaseUrl,
    databaseRoleSecret: roleSecret,
    migrateOnStart: true,
    requestLog: false,
    plugin: true,
    first: { app: 'list' },
  })
}

async function open(subject: Subject, { apps }: ListServer) {
  if (apps > 0) await subject.order('register', { count: apps })
  const { url } = await subject.order('listen', {})
  const { token } = await subject.order('token', {})
  return { url: new URL(listUrlPath, url).href, token }
}

function toRow(side: ListSide, samples: Samples<ListSide>): Row {
  const { server, inFlight } = side
  const peer = sides.find((other) => other.server === byHand && other.inFlight === inFlight) ?? side
  return {
    name: nameOf(side),
    value: samples.median(side),
    unit: 'req/s',
    ratio: samples.ratio(side, peer),
    ...(server.apps > 0 && { goal }),
  }
}

function nameOf({ server, inFlight }: ListSide): string {
  return `${server.name}, ${inFlight} in flight`
}
