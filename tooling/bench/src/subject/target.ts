import { type AppServer, createLogger, createServer, registerAll } from '@repo/multiapp'
import { Elysia } from 'elysia'
import { benchApp } from '../fixture/apps.ts'
import { benchRoutes } from '../fixture/routes.ts'
import type { SubjectOptions } from './protocol.ts'

/** What is measured, whichever side of the comparison it is. */
export interface Target {
  register(count: number): Promise<void>
  listen(): Promise<URL>
  fetch(request: Request): Response | Promise<Response>
}

export function createTarget(options: SubjectOptions): Target {
  return options.kind === 'bare' ? createBareTarget() : createServerTarget(options)
}

function createBareTarget(): Target {
  const elysia = new Elysia().use(benchRoutes()).compile()
  return {
    register: () => Promise.reject(new TypeError('bare Elysia has no apps to register')),
    async listen() {
      elysia.listen({ hostname: '127.0.0.1', port: 0 })
      if (!elysia.server) throw new Error('Elysia does not listen')
      return elysia.server.url
    },
    fetch: (request) => elysia.fetch(request),
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
    requestLog,
    logger: createLogger({ level: requestLog ? 'info' : 'silent' }),
  })
  return {
    async register(count) {
      const first = server.apps().length
      const apps = Array.from({ length: count }, (_, index) => benchApp(first + index, { plugin, migrations }))
      await registerAll(server, apps)
    },
    listen: async () => (await server.run()).url,
    fetch: server.fetch,
  }
}
