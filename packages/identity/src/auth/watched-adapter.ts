import type { BetterAuthOptions, DBAdapter, Where } from 'better-auth'
import { type Adapter, assertOthersOwn, type Row } from '../organizations/others-own.ts'

export interface WatchOptions {
  /** Rejects if it cannot be done: then nothing has changed. */
  revokeFamily(family: string): Promise<void>
  /** Somebody has it in every organization. */
  creatorRole: string
}

/**
 * Better Auth's database adapter, with which tokens do not outlive what they were issued for. Whatever ends a session or
 * changes a membership passes here, plugins' routes too: the tokens are revoked first, and then it is done.
 */
export function watchAdapter(
  create: (options: BetterAuthOptions) => DBAdapter,
  { revokeFamily, creatorRole }: WatchOptions,
): (options: BetterAuthOptions) => DBAdapter {
  async function revoke(sessions: readonly Row[]): Promise<void> {
    await Promise.all(sessions.map(({ tokenFamily }) => revokeFamily(String(tokenFamily))))
  }

  // The sessions go on, with tokens of another family: who read the old one has tokens that are revoked.
  async function withFreshFamilies<T>(
    { adapter, inTransaction }: Access,
    { where, update }: Query,
    change: (adapter: Adapter) => Promise<T>,
  ): Promise<T> {
    const members = await adapter.findMany<Row>({ model: 'member', where, limit: many })
    if (members.length === 0) return change(adapter)
    const userIds = [...new Set(members.map(({ userId }) => String(userId)))]
    const theirs: Where[] = [{ field: 'userId', operator: 'in', value: userIds }]
    const sessionsNow = () => adapter.findMany<Row>({ model: 'session', where: theirs, limit: many })
    const before = await sessionsNow()
    await revoke(before)
    const stayOwners = update !== undefined && (update.role ?? creatorRole) === creatorRole
    const owners = stayOwners ? [] : members.filter(({ role }) => role === creatorRole)
    const changed = await (owners.length === 0
      ? change(adapter)
      : inTransaction(async (inner) => {
          await assertOthersOwn(inner, owners, creatorRole)
          return change(inner)
        }))
    // Who has signed in meanwhile may have tokens of what was.
    const sessions = await sessionsNow()
    const revoked = new Set(before.map(({ tokenFamily }) => tokenFamily))
    await revoke(sessions.filter(({ tokenFamily }) => !revoked.has(tokenFamily)))
    for (const { id } of sessions) {
      const update = { tokenFamily: crypto.randomUUID() }
      await adapter.update({ model: 'session', where: [{ field: 'id', value: String(id) }], update })
    }
    return changed
  }

  async function around<T>(
    access: Access,
    query: Query,
    change: (adapter: Adapter) => Promise<T>,
  ): Promise<T> {
    const { model, where, update } = query
    if (model === 'member') return withFreshFamilies(access, query, change)
    if (model === 'session' && update === undefined)
      await revoke(await access.adapter.findMany<Row>({ model: 'session', where, limit: many }))
    return change(access.adapter)
  }

  function watch<A extends Adapter>(adapter: A, transaction?: DBAdapter['transaction']): A {
    const plain: Adapter = { ...adapter }
    const inTransaction: Access['inTransaction'] = (run) => (transaction ? transaction(run) : run(plain))
    const access = { adapter: plain, inTransaction }
    return Object.assign(adapter, {
      update: ((query) => around(access, query, (inner) => inner.update(query))) as Adapter['update'], // generic in what it returns
      updateMany: ((query) =>
        around(access, query, (inner) => inner.updateMany(query))) satisfies Adapter['updateMany'],
      delete: ((query) => around(access, query, (inner) => inner.delete(query))) satisfies Adapter['delete'],
      deleteMany: ((query) =>
        around(access, query, (inner) => inner.deleteMany(query))) satisfies Adapter['deleteMany'],
      consumeOne: ((query) =>
        around(access, query, (inner) => inner.consumeOne(query))) as Adapter['consumeOne'], // as `update`
    })
  }

  return (options) => {
    const adapter = create(options)
    const { transaction } = adapter
    watch(adapter, transaction)
    adapter.transaction = (run) => transaction((inner) => run(watch(inner)))
    return adapter
  }
}

interface Query {
  model: string
  where: Where[]
  /** None where rows are deleted. */
  update?: Row
}

interface Access {
  adapter: Adapter
  /** In the transaction that there is, or in one of its own. */
  inTransaction<T>(run: (adapter: Adapter) => Promise<T>): Promise<T>
}

// Better Auth's adapter finds a hundred unless it is told otherwise.
const many = 100_000
