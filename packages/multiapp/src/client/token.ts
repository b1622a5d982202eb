import { createRefresh, type Exchange } from './refresh.ts'

export interface TokenPair {
  accessToken: string
  refreshToken: string
}

/** A pair that is renewed. It belongs to one client: a refresh token that is used twice ends its sign-in. */
export interface RefreshedToken extends TokenPair {
  /** Is given each new pair before it is used, to be kept; the one before is used up by then. */
  onRefresh?: (pair: TokenPair) => void | Promise<void>
}

/** An access token; what gives one for each request, or none; or a pair. */
export type ClientToken =
  | string
  | (() => string | null | undefined | Promise<string | null | undefined>)
  | RefreshedToken

export interface TokenSource {
  current(): Promise<string | null | undefined>
  /** What to try a request with that was refused with `used`. Undefined if there is nothing else. */
  after(used: string): Promise<string | undefined>
}

export interface TokenSourceOptions {
  token: ClientToken | undefined
  exchange: Exchange
  now: () => number
}

export function createTokenSource({ token, exchange, now }: TokenSourceOptions): TokenSource {
  if (typeof token === 'object') return createRefresh({ ...token, exchange, now })
  return {
    current: async () => (typeof token === 'function' ? token() : token),
    after: async () => undefined,
  }
}
