import { eq, sql as fragment } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { connections, createItemsDatabase, itemCount, items, tenantId } from '../fixture/items.ts'
import { type Contestant, race } from '../load/race.ts'
import type { Bench, Goal, Row, Topic } from '../topic.ts'

const secondsPerRound = 0.5
const goal: Goal = { of: 'ratio', atLeast: 2 }

/** What a tenant's read costs behind row-level security, against Drizzle's own transaction with set_config() in it. */
export const tenant: Topic = {
  name: 'tenant',
  summary: "asTenant's single read, against Drizzle's transaction and set_config()",
  async measure({ rounds, progress }: Bench): Promise<Row[]> {
    await using database = await createItemsDatabase()
    const { db, roleUrl } = database
    const peer = drizzle(postgres(roleUrl, { max: connections, onnotice() {} }))
    const setTenant = fragment`SELECT set_config('app.tenant_id', ${tenantId}, true)`

    const contestants = [1, 32].flatMap((inFlight): Contestant[] => {
      const peerText = {
        name: 'Drizzle transaction, SQL',
        inFlight,
        run: () =>
          peer.transaction(async (tx) => {
            await tx.execute(setTenant)
            return one(await tx.execute(fragment`SELECT id, tenant_id, name FROM items WHERE id = ${key()}`))
          }),
      }
      const peerBuilt = {
        name: 'Drizzle transaction, built query',
        inFlight,
        run: () =>
          peer.transaction(async (tx) => {
            await tx.execute(setTenant)
            return one(await tx.select().from(items).where(eq(items.id, key())))
          }),
      }
      const ourText = {
        name: 'asTenant, tx.sql',
        inFlight,
        run: () =>
          db.asTenant({ tenantId }, async (tx) =>
            one(await tx.sql`SELECT id, tenant_id, name FROM items WHERE id = ${key()}`),
          ),
        comparedWith: peerText,
        goal,
      }
      const ourBuilt = {
        name: 'asTenant, built query',
        inFlight,
        run: () =>
          db.asTenant({ tenantId }, async (tx) =>
            one(await tx.select().from(items).where(eq(items.id, key()))),
          ),
        comparedWith: peerBuilt,
        goal,
      }
      return [peerText, ourText, peerBuilt, ourBuilt]
    })
    try {
      return await race({ topic: 'tenant', contestants, rounds, secondsPerRound, progress })
    } finally {
      await peer.$client.end()
    }
  },
}

// Without its tenant, a transaction sees no row and is fast.
function one<T>(rows: readonly T[]): T {
  const [row] = rows
  if (!row) throw new Error('expected the tenant to see its row')
  return row
}

let last = 0
function key(): number {
  last = (last % itemCount) + 1
  return last
}
