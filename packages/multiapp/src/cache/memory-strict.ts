import { cannotTell } from '../auth/refusal.ts'
import { createStrictStore, type StrictStore } from './strict-store.ts'

export interface MemoryStrictOptions {
  maxEntries: number
  /** A clock in milliseconds, above 0. */
  now: () => number
}

interface Entry {
  endsAt: number
  /** Its place in its log or set. */
  place: number
}
type Collections = Map<string, Map<string, Entry>>

const sweepEveryMs = 60_000
const sweepFullEveryMs = 1000

/**
 * A strict store in this process's memory. What is in it ends with its time and no sooner: at its bound it takes nothing
 * new, and throws APP_UNAVAILABLE.
 */
export function createMemoryStrict({
  maxEntries,
  now,
}: MemoryStrictOptions): StrictStore & { close(): void } {
  const values = new Map<string, { value: string; endsAt: number }>()
  const sets: Collections = new Map()
  const logs: Collections = new Map()
  let places = 0
  let inCollections = 0
  let sweptAt = now()
  let open = true

  function isOpen(): void {
    if (!open) throw cannotTell('the store is closed')
  }

  function find(key: string) {
    isOpen()
    const found = values.get(key)
    if (!found || found.endsAt > now()) return found
    values.delete(key)
    return undefined
  }

  function put(key: string, value: string, ttlMs: number): void {
    isOpen()
    if (!values.has(key)) admit()
    values.set(key, { value, endsAt: now() + ttlMs })
  }

  function collect(collections: Collections, key: string, member: string, endsAt: number): void {
    isOpen()
    const known = collections.get(key)
    if (!known?.has(member)) {
      admit()
      inCollections++
    }
    // After `admit`, which may have swept an empty one away.
    const collection = collections.get(key) ?? new Map<string, Entry>()
    collections.set(key, collection)
    // A Map is in the order of its first insertions, a log in that of the last.
    collection.delete(member)
    collection.set(member, { endsAt, place: ++places })
  }

  function remove(collections: Collections, key: string, member: string): boolean {
    isOpen()
    const collection = collections.get(key)
    const entry = collection?.get(member)
    if (!collection || !entry) return false
    collection.delete(member)
    inCollections--
    if (collection.size === 0) collections.delete(key)
    return entry.endsAt > now()
  }

  function living(collections: Collections, key: string): [string, Entry][] {
    isOpen()
    const time = now()
    return [...(collections.get(key) ?? [])].filter(([, { endsAt }]) => endsAt > time)
  }

  function admit(): void {
    const isFull = () => values.size + inCollections >= maxEntries
    const since = now() - sweptAt
    if (since >= sweepEveryMs || (isFull() && since >= sweepFullEveryMs)) sweep()
    if (isFull()) throw cannotTell(`the strict store holds its ${maxEntries} entries: use Redis for more`)
  }

  function sweep(): void {
    sweptAt = now()
    for (const [key, { endsAt }] of values) if (endsAt <= sweptAt) values.delete(key)
    for (const collections of [sets, logs]) {
      for (const [key, collection] of collections) {
        for (const [member, { endsAt }] of collection) if (endsAt <= sweptAt) remove(collections, key, member)
      }
    }
  }

  const store = createStrictStore({
    isShared: false,
    get: async (key) => find(key)?.value,
    set: async (key, value, ttlMs) => put(key, value, ttlMs),
    async add(key, value, ttlMs) {
      if (find(key)) return false
      put(key, value, ttlMs)
      return true
    },
    async replace(key, value) {
      const found = find(key)
      if (found) found.value = value
      return found !== undefined
    },
    async expire(key, ttlMs) {
      const found = find(key)
      if (found) found.endsAt = now() + ttlMs
      return found !== undefined
    },
    delete: async (key) => find(key) !== undefined && values.delete(key),
    addMember: async (key, member, ttlMs) => collect(sets, key, member, now() + ttlMs),
    removeMember: async (key, member) => remove(sets, key, member),
    members: async (key) => living(sets, key).map(([member]) => member),
    async append(log, entries) {
      for (const { value, ttlMs } of entries) {
        const known = logs.get(log)?.get(value)?.endsAt ?? 0
        collect(logs, log, value, Math.max(known, now() + ttlMs))
      }
    },
    async since(log, cursor = '0') {
      const time = now()
      const news = living(logs, log).filter(([, { place }]) => place > Number(cursor))
      const entries = news.map(([value, { endsAt }]) => ({ value, ttlMs: endsAt - time }))
      return { entries, cursor: String(places) }
    },
  })
  return {
    ...store,
    close() {
      open = false
      for (const entries of [values, sets, logs]) entries.clear()
      inCollections = 0
    },
  }
}
