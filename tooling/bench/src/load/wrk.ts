import { join } from 'node:path'

export interface LoadOptions {
  url: string
  /** The apps that are asked, in turn if there are several. */
  slugs: readonly string[]
  seconds: number
  /** A bearer token to send along. */
  token?: string
}

const connections = 32
const inTurnScript = join(import.meta.dir, 'in-turn.lua')

/** What is missing to put load on a server, and how to get it. */
export function findWrkProblem(): string | undefined {
  return Bun.which('wrk') ? undefined : 'wrk is not on PATH: "apt install wrk" or "brew install wrk" gets it'
}

/** Asks a server as fast as it answers, from one thread. Resolves with its requests per second. */
export async function runWrk({ url, slugs, seconds, token }: LoadOptions): Promise<number> {
  const { hostname } = new URL(url)
  if (hostname !== '127.0.0.1') throw new TypeError(`load goes to 127.0.0.1 only, not to ${hostname}`)
  const target =
    slugs.length === 1 ? ['-H', `X-App-ID: ${slugs[0]}`, url] : ['-s', inTurnScript, url, '--', ...slugs]
  const credentials = token ? ['-H', `Authorization: Bearer ${token}`] : []
  const options = ['-t1', `-c${connections}`, `-d${seconds}s`, ...credentials]
  await using wrk = Bun.spawn(['wrk', ...options, ...target], {
    stdin: 'ignore',
    stderr: 'inherit',
  })
  return parseWrk(await wrk.stdout.text())
}

/** Reads the requests per second of wrk's report. Throws an Error if any request failed. */
export function parseWrk(report: string): number {
  const failed = /^\s*(?:Non-2xx or 3xx responses|Socket errors): .*$/m.exec(report)
  if (failed) throw new Error(`wrk: ${failed[0].trim()}`)
  const [, perSecond] = /^Requests\/sec:\s+([\d.]+)$/m.exec(report) ?? []
  if (perSecond === undefined) throw new Error(`wrk did not report requests per second:\n${report}`)
  return Number(perSecond)
}
