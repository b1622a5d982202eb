import { eq, sql as fragment } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { connections, createItemsDatabase, itemCount, words } from '../fixture/items.ts'
import { type Contestant, race } from '../load/race.ts'
import type { Bench, Goal, Row, Topic } from '../topic.ts'

const secondsPerRound = 0.5
const goal: Goal = { of: 'ratio', atLeast: 0.95 }

/** What an app's pool costs a query, against postgres.js on its own with the same role and as many connections. */
export const data: Topic = {
  name: 'data',
  summary: 'select by key, prepared, through forApp against postgres.js',
  async measure({ rounds, progress }: Bench): Promise<Row[]> {
    await using database = await createItemsDatabase()
    const { db, roleUrl } = database
    const raw = postgres(roleUrl, { max: connections, onnotice() {} })
    const peer = drizzle(postgres(roleUrl, { max: connections, onnotice() {} }))
    const byKey = eq(words.id, fragment.placeholder('id'))
    const oursPrepared = db.select().from(words).where(byKey).prepare('word_by_key')
    const peerPrepared = peer.select().from(words).where(byKey).prepare('word_by_key')

    const contestants = [1, 32].flatMap((inFlight): Contestant[] => {
      const bare = {
        name: 'postgres.js',
        inFlight,
        run: () => raw`SELECT id, name FROM words WHERE id = ${key()}`,
      }
      const ours = {
        name: 'forApp, sql',
        inFlight,
        run: () => db.sql`SELECT id, name FROM words WHERE id = ${key()}`,
        comparedWith: bare,
        goal,
      }
      const drizzled = {
        name: 'Drizzle on postgres.js',
        inFlight,
        run: () => peerPrepared.execute({ id: key() }),
      }
      const oursDrizzled = {
        name: 'forApp, Drizzle',
        inFlight,
        run: () => oursPrepared.execute({ id: key() }),
        comparedWith: drizzled,
        goal,
      }
      return [bare, ours, drizzled, oursDrizzled]
    })
    try {
      return await race({ topic: 'data', contestants, rounds, secondsPerRound, progress })
    } finally {
      await Promise.all([raw.end(), peer.$client.end()])
    }
  },
}

let last = 0
function key(): number {
  last = (last % itemCount) + 1
  return last
}
