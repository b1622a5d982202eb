import { slugOf } from '../fixture/apps.ts'
import { measuredPath } from '../fixture/routes.ts'
import { findWrkProblem, runWrk } from '../load/wrk.ts'
import { alternate, type Samples } from '../rounds.ts'
import { type Side, startSides } from '../subject/sides.ts'
import type { Bench, Goal, Row, Topic } from '../topic.ts'

interface LoopbackSide extends Side {
  goal?: Goal
}

const secondsPerRound = 2
const secondsToWarmUp = 1
const goal: Goal = { of: 'ratio', atLeast: 0.85 }

const bare: LoopbackSide = { name: 'bare Elysia', apps: 0 }
const oneApp: LoopbackSide = { name: '1 app', apps: 1, goal }
const manyApps: LoopbackSide = { name: '1,000 apps', apps: 1_000, goal }
const sides: readonly LoopbackSide[] = [
  bare,
  oneApp,
  { name: '100 apps', apps: 100, goal },
  manyApps,
  { name: '1,000 apps, asked in turn', apps: 1_000, askedApps: 1_000 },
  { name: '1 app, request log on', apps: 1, requestLog: true },
]
const manyAgainstOneName = '1,000 apps against 1'

/** Requests per second over HTTP on 127.0.0.1: the server in a process of its own, the load from one thread. */
export const loopback: Topic = {
  name: 'loopback',
  summary: 'requests per second over HTTP (wrk, one thread), against bare Elysia',
  requirement: {
    rowNames: [...sides.map(({ name }) => name), manyAgainstOneName],
    findProblem: findWrkProblem,
  },
  async measure({ rounds, progress, database }: Bench): Promise<Row[]> {
    progress('loopback: starting a process for each side')
    await using running = await startSides(sides, await database())
    const urls = new Map<LoopbackSide, string>()
    for (const side of sides) {
      const { url } = await running.subject(side).order('listen', {})
      urls.set(side, new URL(measuredPath, url).href)
    }
    const samples = await alternate({
      sides,
      rounds,
      onRound: (round) => progress(`loopback: ${round === 0 ? 'warming up' : `round ${round} of ${rounds}`}`),
      measure: (side, round) =>
        runWrk({
          url: urls.get(side) ?? '',
          slugs: Array.from({ length: side.askedApps ?? 1 }, (_, index) => slugOf(index)),
          seconds: round === 0 ? secondsToWarmUp : secondsPerRound,
        }),
    })
    return [...sides.map((side) => toRow(side, samples)), manyAgainstOne(samples)]
  },
}

function toRow(side: LoopbackSide, samples: Samples<LoopbackSide>): Row {
  const { name, goal } = side
  return {
    name,
    value: samples.median(side),
    unit: 'req/s',
    ratio: samples.ratio(side, bare),
    ...(goal && { goal }),
  }
}

function manyAgainstOne(samples: Samples<LoopbackSide>): Row {
  return {
    name: manyAgainstOneName,
    value: samples.median(manyApps),
    unit: 'req/s',
    ratio: samples.ratio(manyApps, oneApp),
    goal: { of: 'ratio', atLeast: 0.9 },
  }
}
