import { type Prefix, rootPrefix } from './key.ts'

/** A value of a log, and how long it still counts. */
export interface LogEntry {
  value: string
  ttlMs: number
}

/**
 * What must not be forgotten, in the cache's backend: sessions, revocations, locks. Where the cache would miss, it throws
 * APP_UNAVAILABLE, within 250 ms; it answers nothing old, and drops nothing for space. Every operation is atomic, and each
 * thing in it ends with its own time.
 */
export interface StrictStore {
  /** Whether what is in it is there for other processes, and after this one. */
  readonly isShared: boolean
  get(key: string): Promise<string | undefined>
  set(key: string, value: string, ttlMs: number): Promise<void>
  /** Sets it if there is none: of all who ask at once, one is told true. */
  add(key: string, value: string, ttlMs: number): Promise<boolean>
  /** Sets it if there is one, which keeps its time. */
  replace(key: string, value: string): Promise<boolean>
  /** Gives it a new time, if there is one. */
  expire(key: string, ttlMs: number): Promise<boolean>
  /** Whether there was one. */
  delete(key: string): Promise<boolean>
  /** A set's members: each has a time of its own. Sets have keys apart from those of values. */
  addMember(key: string, member: string, ttlMs: number): Promise<void>
  removeMember(key: string, member: string): Promise<boolean>
  members(key: string): Promise<string[]>
  /** Adds to a log, in which each value is once, at its last place. Logs have keys of their own too. */
  append(log: string, entries: readonly LogEntry[]): Promise<void>
  /** What was appended since `cursor` was given out, or all there is. Some may come twice, none is left out. */
  since(log: string, cursor: string | undefined): Promise<{ entries: LogEntry[]; cursor: string }>
  /** A store below this one: its keys are apart from all others, and from the cache's. */
  withPrefix(prefix: string): StrictStore
}

/** A backend: keys are complete, and texts and times have been checked. */
export type StrictBackend = Omit<StrictStore, 'withPrefix'>

export function createStrictStore(backend: StrictBackend): StrictStore {
  const scope = (prefix: Prefix): StrictStore => ({
    isShared: backend.isShared,
    get: async (key) => backend.get(prefix.key(key)),
    set: async (key, value, ttlMs) => backend.set(prefix.key(key), text(value), time(ttlMs)),
    add: async (key, value, ttlMs) => backend.add(prefix.key(key), text(value), time(ttlMs)),
    replace: async (key, value) => backend.replace(prefix.key(key), text(value)),
    expire: async (key, ttlMs) => backend.expire(prefix.key(key), time(ttlMs)),
    delete: async (key) => backend.delete(prefix.key(key)),
    addMember: async (key, member, ttlMs) => backend.addMember(prefix.key(key), text(member), time(ttlMs)),
    removeMember: async (key, member) => backend.removeMember(prefix.key(key), text(member)),
    members: async (key) => backend.members(prefix.key(key)),
    async append(log, entries) {
      const key = prefix.key(log)
      const checked = entries.map(({ value, ttlMs }) => ({ value: text(value), ttlMs: time(ttlMs) }))
      if (checked.length > 0) await backend.append(key, checked)
    },
    since: async (log, cursor) => backend.since(prefix.key(log), cursor),
    withPrefix: (name) => scope(prefix.below(name)),
  })
  return scope(rootPrefix)
}

// A lone surrogate becomes U+FFFD in UTF-8: what comes back would be something else.
function text(value: string): string {
  if (typeof value !== 'string' || !value.isWellFormed())
    throw new TypeError('strict store: a value is well-formed text')
  return value
}

const hundredYears = 100 * 365 * 24 * 3600 * 1000

function time(ttlMs: number): number {
  if (!(Number.isFinite(ttlMs) && ttlMs > 0 && ttlMs <= hundredYears))
    throw new TypeError('strict store: ttlMs is a number above 0, at most a hundred years')
  return Math.ceil(ttlMs)
}
