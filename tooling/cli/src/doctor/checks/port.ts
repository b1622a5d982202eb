import { readlinkSync } from 'node:fs'
import { type Check, ok, problem } from '../check.ts'
import { holderOf } from '../port-holder.ts'

/** The port of `bun run dev` is free, or this clone's own host has it. */
export const port: Check = {
  name: 'port',
  run({ env, root }) {
    const number = Number(env.PORT || 3000)
    // Of a wrong one, the variables tell.
    if (!(number >= 0 && number <= 65535)) return []
    if (number === 0) return ok('any that is free')
    if (!isTaken(number, env.HOST || '127.0.0.1')) return ok(`${number} is free`)
    const holder = holderOf(number)
    if (holder && folderOf(holder.pid)?.startsWith(root)) return ok(`${number} is this clone's host`)
    const who = holder ? `process ${holder.pid} (${holder.command.slice(0, 60)})` : 'another process'
    return problem(
      `${number} is taken by ${who}`,
      `end it, or take another one: PORT=${number + 1} bun run dev`,
    )
  },
}

function isTaken(number: number, hostname: string): boolean {
  try {
    Bun.listen({ hostname, port: number, socket: { data() {} } }).stop(true)
    return false
  } catch {
    return true
  }
}

function folderOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return undefined
  }
}
