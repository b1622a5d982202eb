import { treaty } from '@elysiajs/eden/treaty2'
import type { AnyElysia } from 'elysia'
import { type AddressOptions, addressOf } from './address.ts'
import { createAsk } from './ask.ts'
import { authorized } from './authorized.ts'
import { answering, carry } from './calls.ts'
import type { Client } from './client.ts'
import { exchangeAt } from './exchange.ts'
import { createSend, type Fetch } from './send.ts'
import { type ClientToken, createTokenSource } from './token.ts'

export interface ClientOptions extends AddressOptions {
  /** Of every request, unless a call brings an `authorization` header of its own. */
  token?: ClientToken
  /** Whether a browser sends cookies along. Its default is to the page's own origin only. */
  credentials?: NonNullable<RequestInit['credentials']>
  /** How long an answer may take to begin, and one that is read here to end. Infinity is no limit. Default: 30,000. */
  timeoutMs?: number
  /** What sends a request. Default: the platform's fetch. */
  fetch?: Fetch
  /** A clock in milliseconds since 1970, for tests. */
  now?: () => number
}

/**
 * A typed client of an app, for browsers and other services: Elysia's treaty, with the app, its tokens and its errors. Throws
 * a TypeError for options that cannot be.
 *
 * @example
 * const api = createClient<NotesApi>('notes', { baseUrl: 'https://api.example.com' })
 * const { data, error } = await api.api.notes({ id }).get()
 */
export function createClient<Api extends AnyElysia>(app: string, options: ClientOptions): Client<Api> {
  const { token, credentials, timeoutMs = 30_000, fetch, now = Date.now } = options
  if (!(timeoutMs > 0)) throw new TypeError('createClient: option "timeoutMs": expected a number above 0')
  const { baseUrl, headers } = addressOf(app, options)
  const send = createSend({ headers, credentials, fetch })
  const tokens = createTokenSource({ token, exchange: exchangeAt(baseUrl, send), now })
  const ask = createAsk(authorized(send, tokens), timeoutMs)
  return answering(treaty(baseUrl, { fetcher: carry(ask), keepDomain: true })) as Client<Api> // its routes are types alone
}
