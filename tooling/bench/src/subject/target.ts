import { jwt } from '@elysiajs/jwt'
import {
  type AppServer,
  appIssuer,
  createIssuer,
  createLogger,
  createServer,
  registerAll,
} from '@repo/multiapp'
import { type AnyElysia, Elysia } from 'elysia'
import { benchApp, slugOf } from '../fixture/apps.ts'
import { benchRoutes, guardedPath, hello } from '../fixture/routes.ts'
import type { SubjectOptions } from './protocol.ts'

const benchSecret = 'of the bench: 0123456789abcdefghij'
const authKeys = { secrets: [benchSecret] }
const subjectId = '0b9a2c64-1f3e-4a57-9a3f-5f2f6d1c7e80'

/** What is measured, whichever side of the comparison it is. */
export interface Target {
  register(count: number): Promise<void>
  listen(): Promise<URL>
  fetch(request: Request): Response | Promise<Response>
  /** A token that the guarded route takes. */
  token(): Promise<string>
}

export function createTarget(options: SubjectOptions): Target {
  if (options.kind === 'bare') return elysiaTarget(benchRoutes(), noToken)
  if (options.kind === 'elysia-jwt') return createJwtTarget()
  return createServerTarget(options)
}

// As the plugin's README has it, with the token in the header that a program sends.
function createJwtTarget(): Target {
  const signer = jwt({ name: 'jwt', secret: benchSecret, exp: '1h' })
  const routes = new Elysia().use(signer).get(guardedPath, async ({ jwt, headers, status }) => {
    const profile = await jwt.verify(headers.authorization?.slice('Bearer '.length))
    return profile ? hello() : status(401)
  })
  return elysiaTarget(routes, () => signer.decorator.jwt.sign({ sub: subjectId }))
}

const noToken = () => Promise.reject(new TypeError('bare Elysia has no tokens'))

function elysiaTarget(routes: AnyElysia, token: Target['token']): Target {
  const elysia = new Elysia().use(routes).compile()
  return {
    register: () => Promise.reject(new TypeError('bare Elysia has no apps to register')),
    async listen() {
      elysia.listen({ hostname: '127.0.0.1', port: 0 })
      if (!elysia.server) throw new Error('Elysia does not listen')
      return elysia.server.url
    },
    fetch: (request) => elysia.fetch(request),
    token,
  }
}

function createServerTarget(options: Extract<SubjectOptions, { kind: 'multiapp' }>): Target {
  const { databaseUrl, databaseRoleSecret, migrateOnStart, requestLog, plugin, migrations = false } = options
  const server: AppServer = createServer({
    mode: 'multi',
    hostname: '127.0.0.1',
    port: 0,
    databaseUrl,
    databaseRoleSecret,
    migrateOnStart,
    authKeys,
    requestLog,
    logger: createLogger({ level: requestLog ? 'info' : 'silent' }),
  })
  return {
    async register(count) {
      const first = server.apps().length
      const apps = Array.from({ length: count }, (_, index) =>
        benchApp(first + index, { plugin, migrations }),
      )
      await registerAll(server, apps)
    },
    listen: async () => (await server.run()).url,
    fetch: server.fetch,
    token: () =>
      createIssuer(appIssuer(slugOf(0), authKeys)).issueAccess({ id: subjectId }, { ttlSeconds: 3600 }),
  }
}
