import type { Send } from './send.ts'
import type { TokenSource } from './token.ts'

/** Sends with a token, and once more with another one if that is refused. */
export function authorized(send: Send, tokens: TokenSource): Send {
  return async (url, init) => {
    const headers = new Headers(init.headers)
    if (headers.has('authorization')) return send(url, init)
    const token = await tokens.current()
    if (!token) return send(url, init)
    const sendWith = (bearer: string) => {
      headers.set('authorization', `Bearer ${bearer}`)
      return send(url, { ...init, headers })
    }
    const response = await sendWith(token)
    // Another refusal, such as that of a wrong password, is not of the token.
    if (response.status !== 401 || !isProblem(response)) return response
    const another = await tokens.after(token)
    if (another === undefined) return response
    await response.body?.cancel()
    return sendWith(another)
  }
}

function isProblem(response: Response): boolean {
  return response.headers.get('content-type')?.startsWith('application/problem+json') ?? false
}
