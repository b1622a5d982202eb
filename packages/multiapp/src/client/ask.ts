import type { ClientResult } from './client.ts'
import { noAnswer, ProblemError } from './problem-error.ts'
import { readAnswer } from './read-answer.ts'
import type { Send } from './send.ts'

// A longer timer goes off at once.
const longestTimerMs = 2 ** 31 - 1

/** What a request comes to. Rejects with what the caller's own functions throw, and with nothing else. */
export type Ask = (url: string, init: RequestInit) => Promise<ClientResult<unknown>>

export function createAsk(send: Send, timeoutMs: number): Ask {
  return async (url, init) => {
    const deadline = new AbortController()
    const expire = () => deadline.abort(new DOMException('the request took too long', 'TimeoutError'))
    const timer = timeoutMs <= longestTimerMs ? setTimeout(expire, timeoutMs) : undefined
    const signal = init.signal ? AbortSignal.any([init.signal, deadline.signal]) : deadline.signal
    try {
      const answer = send(url, { ...init, signal }).then((response) => readAnswer(response, signal))
      return await unlessAborted(answer, signal)
    } catch (error) {
      if (error instanceof ProblemError) return { data: null, error, status: 0, response: null }
      throw error
    } finally {
      clearTimeout(timer)
    }
  }
}

// A renewal of tokens is shared: it goes on for others, and whoever is aborted does not wait for it.
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(noAnswer(signal.reason, signal))
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
