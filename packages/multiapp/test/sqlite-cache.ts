import { Database } from 'bun:sqlite'
import {
  type CacheStore,
  createCache,
  createMemoryCache,
  type OwnedCache,
  type Stored,
} from '../src/index.ts'

export interface SqliteCacheOptions {
  /** Default: in memory. */
  path?: string
  /** A clock in milliseconds. */
  now?: () => number
}

/** A cache that somebody else could have written: its values are in SQLite, what must not be forgotten is in memory. */
export function createSqliteCache({
  path = ':memory:',
  now = Date.now,
}: SqliteCacheOptions = {}): OwnedCache {
  const db = new Database(path)
  db.run('CREATE TABLE entries (key TEXT PRIMARY KEY, value ANY NOT NULL, ends_at REAL NOT NULL) STRICT')
  const find = db.query<{ value: Stored }, [string, number]>(
    'SELECT value FROM entries WHERE key = ? AND ends_at > ?',
  )
  const keep = db.query('INSERT OR REPLACE INTO entries VALUES (?, ?, ?)')
  const remove = db.query('DELETE FROM entries WHERE key = ?')
  const removeAll = db.query('DELETE FROM entries WHERE substr(key, 1, length(?1)) = ?1')
  const { strict, close } = createMemoryCache({ now })
  let isOpen = true

  const store: CacheStore = {
    get: (key) => (isOpen ? find.get(key, now())?.value : undefined),
    set(key, value, ttlMs) {
      if (isOpen) keep.run(key, value, now() + ttlMs)
    },
    delete(keys) {
      if (isOpen) for (const key of keys) remove.run(key)
    },
    clear(prefix) {
      if (isOpen) removeAll.run(prefix)
    },
    async close() {
      isOpen = false
      db.close()
      await close()
    },
  }
  return createCache(store, strict)
}
