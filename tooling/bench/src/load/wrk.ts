import { join } from 'node:path'

export interface LoadOptions {
  url: string
  /** The apps that are asked, in turn if there are several. */
  slugs: readonly string[]
  seconds: number
  /** A bearer token to send along. */
  token?: string
  /** How many requests are under way at a time. Default: 32. */
  inFlight?: number
  /** JSON bodies, which are posted in turn. */
  bodies?: readonly object[]
}

const inTurnScript = join(import.meta.dir, 'in-turn.lua')
const postInTurnScript = join(import.meta.dir, 'post-in-turn.lua')

/** What is missing to put load on a server, and how to get it. */
export function findWrkProblem(): string | undefined {
  return Bun.which('wrk') ? undefined : 'wrk is not on PATH: "apt install wrk" or "brew install wrk" gets it'
}

/** Asks a server as fast as it answers, from one thread. Resolves with its requests per second. */
export async function runWrk(load: LoadOptions): Promise<number> {
  const { url, seconds, token, inFlight = 32 } = load
  const { hostname } = new URL(url)
  if (hostname !== '127.0.0.1') throw new TypeError(`load goes to 127.0.0.1 only, not to ${hostname}`)
  const credentials = token ? ['-H', `Authorization: Bearer ${token}`] : []
  const options = ['-t1', `-c${inFlight}`, `-d${seconds}s`, '--timeout', '60s', ...credentials]
  await using wrk = Bun.spawn(['wrk', ...options, ...targetOf(load)], {
    stdin: 'ignore',
    stderr: 'inherit',
  })
  return parseWrk(await wrk.stdout.text())
}

function targetOf({ url, slugs, bodies }: LoadOptions): string[] {
  const [first, ...others] = slugs
  if (others.length > 0) return ['-s', inTurnScript, url, '--', ...slugs]
  const app = first === undefined ? [] : ['-H', `X-App-ID: ${first}`]
  if (!bodies) return [...app, url]
  return [...app, '-s', postInTurnScript, url, '--', ...bodies.map((body) => JSON.stringify(body))]
}

/** Reads the requests per second of wrk's report. Throws an Error if any request failed. */
export function parseWrk(report: string): number {
  const failed = /^\s*(?:Non-2xx or 3xx responses|Socket errors): .*$/m.exec(report)
  if (failed) throw new Error(`wrk: ${failed[0].trim()}`)
  const [, perSecond] = /^Requests\/sec:\s+([\d.]+)$/m.exec(report) ?? []
  if (perSecond === undefined) throw new Error(`wrk did not report requests per second:\n${report}`)
  return Number(perSecond)
}
