import type { ChildProcess } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'

type Answer = Record<string, unknown>

/** The DevTools protocol: https://chromedevtools.github.io/devtools-protocol */
export interface DevTools {
  /** Resolves with the result, which is empty where the browser refuses. Rejects if the browser ends. */
  ask(method: string, params: Record<string, unknown>, sessionId?: unknown): Promise<Answer>
}

/** Speaks to a browser that was started with `--remote-debugging-pipe`: it reads from pipe 3 and writes to pipe 4. */
export function speakDevTools(child: ChildProcess): DevTools {
  const asked = new Map<number, PromiseWithResolvers<Answer>>()
  const toBrowser = child.stdio[3] as Writable // piped by whoever has started it
  const fromBrowser = child.stdio[4] as Readable // likewise
  let lastId = 0
  let rest = ''

  fromBrowser.setEncoding('utf8').on('data', (chunk: string) => {
    const messages = (rest + chunk).split('\0')
    rest = messages.pop() ?? ''
    for (const message of messages) {
      const { id, result = {} } = JSON.parse(message) as { id?: number; result?: Answer }
      if (id !== undefined) asked.get(id)?.resolve(result)
    }
  })
  // Its pipe breaks when it ends, of which `exit` tells.
  toBrowser.on('error', () => {})
  child.once('exit', () => {
    for (const { reject } of asked.values()) reject(new Error('the browser has ended'))
  })

  return {
    ask(method, params, sessionId) {
      const answer = Promise.withResolvers<Answer>()
      asked.set(++lastId, answer)
      toBrowser.write(`${JSON.stringify({ id: lastId, method, params, sessionId })}\0`)
      return answer.promise
    },
  }
}
