import type { BenchDatabase } from '../fixture/database.ts'
import { type Subject, startSubject } from './subject.ts'

/** One side of a comparison: bare Elysia, or our server with so many apps. */
export interface Side {
  name: string
  /** 0: bare Elysia. */
  apps: number
  /** How many of the apps are asked, in turn. Default: 1. */
  askedApps?: number
  requestLog?: boolean
  plugin?: boolean
}

export interface RunningSides<S extends Side> extends AsyncDisposable {
  subject(side: S): Subject
}

/** Starts a subject for each side and registers its apps. Disposing ends them all. */
export async function startSides<S extends Side>(
  sides: readonly S[],
  database: BenchDatabase,
): Promise<RunningSides<S>> {
  await using starting = new AsyncDisposableStack()
  const subjects = new Map<S, Subject>()
  for (const side of sides) {
    const subject = starting.use(startSide(side, database))
    subjects.set(side, subject)
    if (side.apps > 0) await subject.order('register', { count: side.apps })
  }
  const running = starting.move()
  return {
    subject(side) {
      const subject = subjects.get(side)
      if (!subject) throw new TypeError(`the side "${side.name}" was not started`)
      return subject
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

function startSide({ apps, requestLog = false, plugin = false }: Side, database: BenchDatabase): Subject {
  if (apps === 0) return startSubject({ kind: 'bare' })
  return startSubject({
    kind: 'multiapp',
    databaseUrl: database.url,
    databaseRoleSecret: database.roleSecret,
    migrateOnStart: false, // the apps are provisioned: as a production host starts
    requestLog,
    plugin,
  })
}
