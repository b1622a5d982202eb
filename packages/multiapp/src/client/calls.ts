import type { Ask } from './ask.ts'
import type { ClientResult } from './client.ts'

// Eden takes text for numbers and times, and throws what is no JSON. So it is given an empty answer that carries what was read.
class Carrier extends Response {
  readonly result: ClientResult<unknown>

  constructor(result: ClientResult<unknown>) {
    super(null)
    this.result = result
  }
}

/** The fetch that Eden's calls use. */
export function carry(ask: Ask): typeof fetch {
  const carried = async (url: string, init: RequestInit) => new Carrier(await ask(url, init))
  return carried as unknown as typeof fetch // Eden calls it in this way only
}

/** Eden's calls, giving what `carry` brought. */
export function answering(calls: unknown): unknown {
  return new Proxy(calls as EdenCalls, {
    get(target, name) {
      // A path that is awaited or printed is no request.
      if (typeof name === 'symbol' || name === 'then') return undefined
      return answering(target[name])
    },
    apply(target, _this, args: unknown[]) {
      const called = target(...args)
      if (called instanceof Promise) return called.then(resultOf)
      return answering(target(encodeParameter(args[0]))) // a parameter is a path's next part
    },
  })
}

/** Any name goes on with a path, and a call of one ends it or adds a parameter. */
interface EdenCalls {
  (...args: unknown[]): unknown
  [name: string]: unknown
}

function resultOf({ response, error }: { response: unknown; error: { value: unknown } | null }) {
  if (response instanceof Carrier) return response.result
  throw error?.value
}

/** Eden puts a parameter into the path as it is: `../` would lead to another route. */
function encodeParameter(parameter: unknown): unknown {
  const [name, value] = Object.entries(Object(parameter))[0] ?? []
  const text = String(value)
  if (text === '' || text === '.' || text === '..')
    throw new TypeError(`client: parameter "${name}": expected text that is not empty, "." or ".."`)
  return { [String(name)]: encodeURIComponent(text) }
}
