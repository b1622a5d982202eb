import { cannotTell } from '../auth/refusal.ts'
import type { RedisClient } from './redis-client.ts'
import type { RedisHealth } from './redis-health.ts'
import {
  addMemberScript,
  appendScript,
  membersScript,
  removeMemberScript,
  sinceScript,
} from './redis-scripts.ts'
import { createStrictStore, type LogEntry, type StrictStore } from './strict-store.ts'

// In front of the braces: what clears the cache does not find them, and they still are in the app's slot of a cluster.
const valueKey = (key: string) => `strict:${key}`
const setKey = (key: string) => `strict-set:${key}`
const logKeys = (key: string) => [`strict-log:${key}`, `strict-ends:${key}`] as const

/** A strict store in Redis: a failure is thrown. Redis 6 or newer. */
export function createRedisStrict(client: RedisClient, health: RedisHealth): StrictStore {
  async function run<T>(key: string, command: () => Promise<T>): Promise<T> {
    if (!(await health.passes())) throw cannotTell('Redis is away')
    try {
      return await command()
    } catch (error) {
      health.fail(error, key)
      // A primary that has become a replica: there may be another one by now.
      if (error instanceof Error && error.message.startsWith('READONLY')) health.lose(error)
      // The driver's own error carries the command with all its arguments.
      throw cannotTell(
        'Redis has failed a command',
        new Error(error instanceof Error ? error.message : 'unknown'),
      )
    }
  }

  async function readLog(keys: readonly [string, string], after: number): Promise<LogReading> {
    const entries: LogEntry[] = []
    for (let from = after; ; ) {
      const reply = (await client.eval(sinceScript, 2, ...keys, from, pageSize)) as string // what it replies
      const [last, now, ...rows] = JSON.parse(reply) as string[] // as above
      for (let at = 0; at < rows.length; at += 3) {
        const ttlMs = Number(rows[at + 2])
        if (ttlMs > 0) entries.push({ value: String(rows[at]), ttlMs })
      }
      if (rows.length < pageSize * 3) return { entries, last: Number(last), now: Number(now) }
      from = Number(rows.at(-2))
    }
  }

  return createStrictStore({
    isShared: true,
    get: (key) => run(valueKey(key), async () => (await client.get(valueKey(key))) ?? undefined),
    async set(key, value, ttlMs) {
      await run(valueKey(key), () => client.set(valueKey(key), value, 'PX', ttlMs))
    },
    add: (key, value, ttlMs) =>
      run(valueKey(key), async () => (await client.set(valueKey(key), value, 'PX', ttlMs, 'NX')) === 'OK'),
    replace: (key, value) =>
      run(valueKey(key), async () => (await client.set(valueKey(key), value, 'KEEPTTL', 'XX')) === 'OK'),
    expire: (key, ttlMs) =>
      run(valueKey(key), async () => (await client.pexpire(valueKey(key), ttlMs)) === 1),
    delete: (key) => run(valueKey(key), async () => (await client.unlink(valueKey(key))) === 1),
    async addMember(key, member, ttlMs) {
      await run(setKey(key), () => client.eval(addMemberScript, 1, setKey(key), member, ttlMs))
    },
    removeMember: (key, member) =>
      run(setKey(key), async () => (await client.eval(removeMemberScript, 1, setKey(key), member)) === 1),
    members: (key) =>
      run(setKey(key), async () => (await client.eval(membersScript, 1, setKey(key))) as string[]), // what it replies
    async append(log, entries) {
      const keys = logKeys(log)
      for (let at = 0; at < entries.length; at += pageSize) {
        const page = entries.slice(at, at + pageSize).flatMap(({ value, ttlMs }) => [value, ttlMs])
        await run(keys[0], () => client.eval(appendScript, 2, ...keys, ...page))
      }
    },
    since: (log, cursor) =>
      run(logKeys(log)[0], async () => {
        const { place, settled } = readCursor(cursor)
        const news = await readLog(logKeys(log), settled ? place : Math.max(0, place - overlap))
        // Redis has lost what came last, and who knows what since: all of it is read again.
        const reading = place > news.last ? await readLog(logKeys(log), 0) : news
        return { entries: reading.entries, cursor: toCursor(reading) }
      }),
  })
}

interface LogReading {
  entries: LogEntry[]
  /** Both in microseconds since 1970, by Redis' clock. */
  last: number
  now: number
}

const pageSize = 1000
// In microseconds. Another Redis that takes over may be without the last of the old one's, and its clock may be behind: what
// it appends then stands before a place that was read already. Once a place is older than that, nothing can come before it.
const overlap = 5_000_000

function toCursor({ last, now }: LogReading): string {
  return now - last > overlap ? String(last) : `${last}~`
}

function readCursor(cursor = '0'): { place: number; settled: boolean } {
  const settled = !cursor.endsWith('~')
  return { place: Number(settled ? cursor : cursor.slice(0, -1)), settled }
}
