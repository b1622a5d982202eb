import { measuredAsyncPath, measuredPath } from '../fixture/routes.ts'
import { alternate, type Samples } from '../rounds.ts'
import { type Side, startSides } from '../subject/sides.ts'
import type { Bench, Goal, Row, Topic } from '../topic.ts'

interface InProcessSide extends Side {
  path: string
  requestsPerRound: number
  comparedWith?: InProcessSide
  goal?: Goal
}

const warmUpFactor = 3
const goal: Goal = { of: 'value', atMost: 1_000 }

const sync = { path: measuredPath, requestsPerRound: 150_000 }
const bare: InProcessSide = { ...sync, name: 'bare Elysia', apps: 0 }
const oneApp: InProcessSide = { ...sync, name: '1 app', apps: 1, comparedWith: bare, goal }
const manyApps: InProcessSide = { ...sync, name: '1,000 apps', apps: 1_000, comparedWith: bare, goal }
const bareAsync: InProcessSide = { ...bare, name: 'bare Elysia, async handler', path: measuredAsyncPath }
const manyInTurn: InProcessSide = {
  name: '1,000 apps, asked in turn',
  apps: 1_000,
  askedApps: 1_000,
  path: measuredPath,
  requestsPerRound: 300_000, // the code of each app has to get warm
  comparedWith: bare,
}
const logged: InProcessSide = {
  name: '1 app, request log on',
  apps: 1,
  requestLog: true,
  path: measuredPath,
  requestsPerRound: 30_000,
  comparedWith: bare,
}
const sides: readonly InProcessSide[] = [
  bare,
  oneApp,
  { ...oneApp, name: '100 apps', apps: 100 },
  manyApps,
  manyInTurn,
  { ...sync, name: '1 app, routes with the plugin', apps: 1, plugin: true, comparedWith: bare },
  logged,
  bareAsync,
  { ...bareAsync, name: '1 app, async handler', apps: 1, comparedWith: bareAsync },
]

/** What dispatch, context, request id and limits add to a request, with no socket in between. */
export const inProcess: Topic = {
  name: 'in-process',
  summary: 'time per request through fetch(), against bare Elysia',
  async measure({ rounds, progress, database }: Bench): Promise<Row[]> {
    progress('in-process: starting a process for each side')
    await using running = await startSides(sides, await database())
    const samples = await alternate({
      sides,
      rounds,
      onRound: (round) =>
        progress(`in-process: ${round === 0 ? 'warming up' : `round ${round} of ${rounds}`}`),
      async measure(side, round) {
        const { path, askedApps: apps = 1, requestsPerRound } = side
        const requests = round === 0 ? requestsPerRound * warmUpFactor : requestsPerRound
        const { nsPerRequest } = await running.subject(side).order('fetch', { path, apps, requests })
        return nsPerRequest
      },
    })
    return [...sides.map((side) => toRow(side, samples)), manyAgainstOne(samples)]
  },
}

function toRow(side: InProcessSide, samples: Samples<InProcessSide>): Row {
  const { name, comparedWith, goal } = side
  if (!comparedWith) return { name, value: samples.median(side), unit: 'ns', ratio: 1 }
  return {
    name: `added by ${name}`,
    value: samples.difference(side, comparedWith),
    unit: 'ns',
    ratio: samples.ratio(comparedWith, side),
    ...(goal && { goal }),
  }
}

function manyAgainstOne(samples: Samples<InProcessSide>): Row {
  return {
    name: '1,000 apps against 1',
    value: samples.median(manyApps),
    unit: 'ns',
    ratio: samples.ratio(oneApp, manyApps),
    goal: { of: 'ratio', atLeast: 0.9 },
  }
}
