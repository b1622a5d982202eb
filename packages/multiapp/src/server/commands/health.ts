import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { readAddress } from '../../env/address.ts'
import type { Command } from './command.ts'

// Readiness asks the database for up to 2 s.
const deadlineMs = 4000

export const health: Command = {
  summary: 'asks the server of the same environment whether it is ready: 0 if it is, else 1 and why',
  flags: { '--live': 'asks only whether it answers: a database that is away is no reason to restart it' },
  async run(_options, flags) {
    const { statusCode, said } = await ask(new URL(flags.has('--live') ? '/livez' : '/readyz', readAddress()))
    if (statusCode === 200) console.log(said)
    else console.error(said)
    return statusCode === 200 ? 0 : 1
  },
}

// Not by fetch, which would ask the proxy that HTTP_PROXY names.
async function ask(url: URL) {
  try {
    const request = get(url, { agent: false, signal: AbortSignal.timeout(deadlineMs) })
    const [response]: IncomingMessage[] = await once(request, 'response')
    return { statusCode: response?.statusCode, said: response ? await text(response) : '' }
  } catch (error) {
    const isLate = error instanceof Error && error.name === 'AbortError'
    const reason = isLate ? `does not answer within ${deadlineMs / 1000} s` : 'cannot be reached'
    throw new Error(`${url} ${reason}`, { cause: error })
  }
}
