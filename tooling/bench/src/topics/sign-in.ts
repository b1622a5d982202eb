import { createTestDatabase } from '@repo/devdb/testing'
import { roleSecret } from '../fixture/role-url.ts'
import { measuredPath } from '../fixture/routes.ts'
import { emailOf, password, people, signInPath } from '../fixture/sign-in/people.ts'
import { identityTablesSql } from '../fixture/sign-in/tables-sql.ts'
import { runPaced } from '../load/paced.ts'
import { findWrkProblem, runWrk } from '../load/wrk.ts'
import { median } from '../median.ts'
import { quantile } from '../quantile.ts'
import { alternate } from '../rounds.ts'
import { startSubject } from '../subject/subject.ts'
import type { Bench, Row, Topic } from '../topic.ts'

const secondsPerRound = 5
const askedPerSecond = 200
const names = [
  'p99 of a route, nobody signs in',
  `p99 of it during ${people} sign-ins`,
  `sign-ins, argon2id, ${people} in flight`,
] as const

/** What passwords cost those who do not sign in: they are hashed beside the event loop, and not on every core. */
export const signIn: Topic = {
  name: 'sign-in',
  summary: `sign-ins a second, argon2id, and how late another route is during ${people} of them`,
  requirement: { rowNames: names, findProblem: findWrkProblem },
  async measure({ rounds, progress }: Bench): Promise<Row[]> {
    progress(`sign-in: ${people} accounts`)
    await using database = await createTestDatabase()
    await using subject = startSubject({
      kind: 'multiapp',
      mode: 'single',
      databaseUrl: database.url,
      databaseRoleSecret: roleSecret,
      migrateOnStart: true,
      requestLog: false,
      plugin: true,
      first: { app: 'sign-in', tablesSql: await identityTablesSql() },
    })
    await subject.order('register', { count: 1 })
    const { url } = await subject.order('listen', {})
    const askOther = async () => {
      const other = { url: new URL(measuredPath, url).href, perSecond: askedPerSecond }
      return quantile(await runPaced({ ...other, seconds: secondsPerRound }), 0.99)
    }
    const perSecond: number[] = []
    const samples = await alternate({
      sides: ['quiet', 'busy'] as const,
      rounds,
      onRound: (round) => progress(`sign-in: ${round === 0 ? 'warming up' : `round ${round} of ${rounds}`}`),
      async measure(side, round) {
        if (side === 'quiet') return askOther()
        const [late, signIns] = await Promise.all([askOther(), signAllIn(url)])
        if (round > 0) perSecond.push(signIns)
        return late
      },
    })
    return [
      { name: names[0], value: samples.median('quiet'), unit: 'ms' },
      { name: names[1], value: samples.median('busy'), unit: 'ms', goal: { of: 'value', atMost: 20 } },
      { name: names[2], value: median(perSecond), unit: 'op/s' },
    ]
  },
}

function signAllIn(url: string): Promise<number> {
  const bodies = Array.from({ length: people }, (_, index) => ({ email: emailOf(index), password }))
  const target = { url: new URL(signInPath, url).href, slugs: [], bodies }
  return runWrk({ ...target, inFlight: people, seconds: secondsPerRound })
}
