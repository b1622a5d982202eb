import type { BetterAuthOptions, DBAdapter, DBTransactionAdapter, Where } from 'better-auth'

export interface WatchOptions {
  /** Rejects if it cannot be done: then nothing has changed. */
  revokeFamily(family: string): Promise<void>
}

type Adapter = DBAdapter | DBTransactionAdapter
type Row = Record<string, unknown>

/**
 * Better Auth's database adapter, with which tokens do not outlive what they were issued for. Whatever ends a session or
 * changes a membership passes here, plugins' routes too: the tokens are revoked first, and then it is done.
 */
export function watchAdapter(
  create: (options: BetterAuthOptions) => DBAdapter,
  { revokeFamily }: WatchOptions,
): (options: BetterAuthOptions) => DBAdapter {
  async function revoke(sessions: readonly Row[]): Promise<void> {
    await Promise.all(sessions.map(({ tokenFamily }) => revokeFamily(String(tokenFamily))))
  }

  // The sessions go on, with tokens of another family: who read the old one has tokens that are revoked.
  async function withFreshFamilies<T>(
    adapter: Adapter,
    where: Where[],
    change: () => Promise<T>,
  ): Promise<T> {
    const members = await adapter.findMany<Row>({ model: 'member', where, limit: many })
    if (members.length === 0) return change()
    const userIds = [...new Set(members.map(({ userId }) => String(userId)))]
    const theirs: Where[] = [{ field: 'userId', operator: 'in', value: userIds }]
    const sessions = await adapter.findMany<Row>({ model: 'session', where: theirs, limit: many })
    await revoke(sessions)
    const changed = await change()
    for (const { id } of sessions) {
      const update = { tokenFamily: crypto.randomUUID() }
      await adapter.update({ model: 'session', where: [{ field: 'id', value: String(id) }], update })
    }
    return changed
  }

  async function around<T>(
    adapter: Adapter,
    { model, where }: { model: string; where: Where[] },
    isEnd: boolean,
    change: () => Promise<T>,
  ): Promise<T> {
    if (model === 'member') return withFreshFamilies(adapter, where, change)
    if (model === 'session' && isEnd)
      await revoke(await adapter.findMany<Row>({ model: 'session', where, limit: many }))
    return change()
  }

  function watch<A extends Adapter>(adapter: A): A {
    const plain: Adapter = { ...adapter }
    return Object.assign(adapter, {
      update: ((query) => around(plain, query, false, () => plain.update(query))) as Adapter['update'], // generic in what it returns
      updateMany: ((query) =>
        around(plain, query, false, () => plain.updateMany(query))) satisfies Adapter['updateMany'],
      delete: ((query) => around(plain, query, true, () => plain.delete(query))) satisfies Adapter['delete'],
      deleteMany: ((query) =>
        around(plain, query, true, () => plain.deleteMany(query))) satisfies Adapter['deleteMany'],
      consumeOne: ((query) =>
        around(plain, query, true, () => plain.consumeOne(query))) as Adapter['consumeOne'], // as `update`
    })
  }

  return (options) => {
    const adapter = watch(create(options))
    const { transaction } = adapter
    adapter.transaction = (run) => transaction((inner) => run(watch(inner)))
    return adapter
  }
}

// Better Auth's adapter finds a hundred unless it is told otherwise.
const many = 100_000
