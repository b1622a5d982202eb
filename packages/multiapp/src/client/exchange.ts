import type { Exchange, Renewal } from './refresh.ts'
import type { Send } from './send.ts'

const timeoutMs = 30_000

/** Asks the app for a new pair, at the route of `@repo/identity`. */
export function exchangeAt(baseUrl: string, send: Send): Exchange {
  return async (refreshToken) => {
    try {
      const response = await send(`${baseUrl}/auth/token/refresh`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ refreshToken }),
        signal: AbortSignal.timeout(timeoutMs),
      })
      if (response.ok) return readPair(await response.json())
      await response.body?.cancel()
      return isRefusal(response.status) ? 'refused' : 'unknown'
    } catch {
      return 'unknown'
    }
  }
}

function readPair(body: unknown): Renewal {
  const { accessToken, refreshToken, expiresIn } = Object(body) as Record<string, unknown> // each is looked at
  if (typeof accessToken !== 'string' || typeof refreshToken !== 'string' || typeof expiresIn !== 'number')
    return 'unknown'
  return { accessToken, refreshToken, expiresIn }
}

function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && ![408, 425, 429].includes(status)
}
