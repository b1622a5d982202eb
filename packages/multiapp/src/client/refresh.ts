import type { RefreshedToken, TokenPair, TokenSource } from './token.ts'

/** A new pair, a refusal, or no answer that says what has become of the refresh token. */
export type Renewal = (TokenPair & { expiresIn: number }) | 'refused' | 'unknown'

/** Never rejects. */
export type Exchange = (refreshToken: string) => Promise<Renewal>

export interface RefreshOptions extends RefreshedToken {
  exchange: Exchange
  now: () => number
}

const earlyMs = 30_000

/**
 * A pair that is renewed shortly before it expires, and when it is refused: once, however many requests wait for it. What
 * the server has refused is not tried again. What it has not answered is, by the next request that is refused: had it been
 * used up, its sign-in would be lost either way.
 */
export function createRefresh({ exchange, onRefresh, now, ...first }: RefreshOptions): TokenSource {
  let pair: TokenPair = { accessToken: first.accessToken, refreshToken: first.refreshToken }
  let renewAt = renewalOf(pair.accessToken)
  let underWay: Promise<void> | undefined
  let refused = false

  function renew(): Promise<void> {
    underWay ??= renewOnce().finally(() => {
      underWay = undefined
    })
    return underWay
  }

  async function renewOnce(): Promise<void> {
    if (refused) return
    renewAt = Number.POSITIVE_INFINITY
    const outcome = await exchange(pair.refreshToken)
    refused = outcome === 'refused'
    if (typeof outcome === 'string') return
    const { accessToken, refreshToken, expiresIn } = outcome
    pair = { accessToken, refreshToken }
    renewAt = now() + expiresIn * 1000 - earlyOf(expiresIn * 1000)
    await onRefresh?.({ ...pair })
  }

  return {
    async current() {
      if (underWay || now() >= renewAt) await renew()
      return pair.accessToken
    },
    async after(used) {
      // One that is renewed already is not used before it is kept.
      if (underWay || pair.accessToken === used) await renew()
      return pair.accessToken === used ? undefined : pair.accessToken
    },
  }
}

function earlyOf(lifetimeMs: number): number {
  return Math.min(earlyMs, lifetimeMs / 4)
}

/** When to renew a token that was stored, by what it says itself; a token of another form is renewed when it is refused. */
function renewalOf(accessToken: string): number {
  try {
    const [, payload = ''] = accessToken.split('.')
    const { iat, exp } = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')))
    const at = exp * 1000 - earlyOf((exp - iat) * 1000)
    return Number.isFinite(at) ? at : Number.POSITIVE_INFINITY
  } catch {
    return Number.POSITIVE_INFINITY
  }
}
