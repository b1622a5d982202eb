import { noAnswer } from './problem-error.ts'

/** Sends a request as the platform's fetch does: a server's own `fetch` will do, in one process with it. */
export type Fetch = (request: Request) => Response | Promise<Response>

/** Rejects with a ProblemError if there is no answer. */
export type Send = (url: string, init: RequestInit) => Promise<Response>

export interface SendOptions {
  headers: Readonly<Record<string, string>>
  credentials: RequestInit['credentials'] | undefined
  fetch: Fetch | undefined
}

export function createSend({ headers: ours, credentials, fetch }: SendOptions): Send {
  return async (url, init) => {
    const headers = new Headers(init.headers)
    for (const [name, value] of Object.entries(ours)) headers.set(name, value)
    const request = new Request(url, { ...(credentials && { credentials }), ...init, headers })
    try {
      init.signal?.throwIfAborted()
      return await (fetch ?? globalThis.fetch)(request)
    } catch (cause) {
      throw noAnswer(cause, init.signal)
    }
  }
}
