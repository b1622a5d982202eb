import { allowAnonymous } from '@repo/multiapp'
import { Elysia, t } from 'elysia'
import type { EvenAnswers } from './auth/even-answers.ts'

export interface IdentityRoutesOptions {
  slug: string
  /** Better Auth's handler, for a request of a browser. */
  handle(request: Request): Promise<Response>
  evenly: EvenAnswers
  exchange: {
    issue(request: Request): Promise<Pair>
    refresh(refreshToken: string): Promise<Pair>
  }
}

const Pair = t.Object({
  accessToken: t.String(),
  refreshToken: t.String(),
  expiresIn: t.Integer({ description: 'of the access token, in seconds' }),
})
type Pair = typeof Pair.static

/** `/auth`: Better Auth's own routes as they are, and the exchange of a session for tokens. */
export function identityRoutes({ slug, handle, evenly, exchange }: IdentityRoutesOptions) {
  return new Elysia({ name: '@repo/identity', seed: slug, prefix: '/auth', tags: ['identity'] })
    .post(
      '/token',
      ({ request, set }) => {
        set.headers['cache-control'] = 'no-store'
        return exchange.issue(request)
      },
      {
        beforeHandle: allowAnonymous,
        response: Pair,
        detail: { summary: 'The session as a pair of tokens' },
      },
    )
    .post(
      '/token/refresh',
      ({ body, set }) => {
        set.headers['cache-control'] = 'no-store'
        return exchange.refresh(body.refreshToken)
      },
      {
        beforeHandle: allowAnonymous,
        body: t.Object({ refreshToken: t.String({ minLength: 1, maxLength: 8192 }) }),
        response: Pair,
        detail: { summary: 'A new pair for a refresh token, which is used up' },
      },
    )
    .all('/*', ({ request }) => evenly(request, () => handle(request)), {
      beforeHandle: allowAnonymous,
      parse: 'none',
      detail: { hide: true },
    })
}
