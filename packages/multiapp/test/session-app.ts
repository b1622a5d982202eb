import { Elysia, t } from 'elysia'
import { defineApp } from '../src/app/define-app.ts'
import { bearer } from '../src/auth/bearer.ts'
import { session } from '../src/auth/session.ts'
import type { CorsOptions } from '../src/server/cors.ts'
import type { Sessions } from '../src/sessions/sessions.ts'

export interface SessionAppOptions {
  cors?: CorsOptions
  /** For the authenticator. */
  origins?: readonly string[]
  accessTtlSeconds?: number
}

/** An app whose users sign in by name, with no password. */
export function sessionApp(slug = 'club', { cors, origins = [], accessTtlSeconds }: SessionAppOptions = {}) {
  let made: Sessions | undefined
  let rotations = 0
  const app = defineApp({ slug, name: 'Club', roles: { member: ['thing:write'] } })
  const backend = app.backend({
    ...(cors && { cors }),
    auth: ({ tokens, sessions }) => {
      const counted: typeof tokens = {
        ...tokens,
        rotate(...args) {
          rotations++
          return tokens.rotate(...args)
        },
      }
      return { authenticators: [bearer(tokens), session(sessions, { tokens: counted, origins })] }
    },
    routes: ({ plugin, tokens, sessions }) => {
      made = sessions
      return new Elysia()
        .use(plugin)
        .post(
          '/sign-in',
          async ({ body: { userId }, set }) => {
            const ttl = accessTtlSeconds && { ttlSeconds: accessTtlSeconds }
            const pair = await tokens.issuePair({ id: userId, role: 'member' }, { ...ttl })
            const { cookie } = await sessions.start({ userId, tokens: pair, replaces: sessions.current() })
            set.headers['set-cookie'] = cookie
            return 'signed in'
          },
          { body: t.Object({ userId: t.String() }) },
        )
        .post(
          '/sign-out',
          async ({ set }) => {
            const current = sessions.current()
            if (current) await sessions.end(current)
            set.headers['set-cookie'] = sessions.cookie.clear
            return 'signed out'
          },
          { requireAuth: true },
        )
        .get('/open', ({ principal }) => principal?.id ?? 'nobody')
        .get('/me', ({ principal }) => principal.id, { requireAuth: true })
        .get('/session', () => sessions.current()?.userId ?? 'none', { requireAuth: true })
        .route('OPTIONS', '/things', ({ principal }) => principal?.id ?? 'nobody')
        .post('/things', ({ principal }) => principal.id, { requirePermission: 'thing:write' })
        .put('/things', ({ principal }) => principal.id, { requirePermission: 'thing:write' })
        .patch('/things', ({ principal }) => principal.id, { requirePermission: 'thing:write' })
        .delete('/things', ({ principal }) => principal.id, { requirePermission: 'thing:write' })
        .ws('/socket', {
          requireAuth: true,
          message: (socket) => void socket.send(sessions.current()?.userId ?? 'none'),
        })
    },
  })
  return {
    backend,
    rotations: () => rotations,
    get sessions(): Sessions {
      if (!made) throw new Error('the app is not registered yet')
      return made
    },
  }
}
