import {
  type AnyAppBackend,
  type AppServer,
  appIssuer,
  createIssuer,
  createLogger,
  createServer,
  registerAll,
  type TokenSubject,
} from '@repo/multiapp'
import { benchApp } from '../fixture/apps.ts'
import { askedOrganization, askingUser } from '../fixture/list/asked.ts'
import type { MultiappOptions } from './protocol.ts'
import type { Target } from './target.ts'

const authKeys = { secrets: ['of the bench: 0123456789abcdefghij'] }

/** The framework's server: its first app is the one that is asked with a token. */
export async function createServerTarget(options: MultiappOptions): Promise<Target> {
  const { mode = 'multi', databaseUrl, databaseRoleSecret, migrateOnStart, requestLog } = options
  const { plugin, migrations = false } = options
  const { backend, subject } = await firstApp(options)
  const server: AppServer = createServer({
    mode,
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
      const from = server.apps().length
      const apps = Array.from({ length: count }, (_, index) =>
        from + index === 0 ? backend : benchApp(from + index, { plugin, migrations }),
      )
      await registerAll(server, apps, () => ({ publicUrl: 'http://localhost' }))
    },
    listen: async () => (await server.run()).url,
    fetch: server.fetch,
    token: () => createIssuer(appIssuer(backend.slug, authKeys)).issueAccess(subject, { ttlSeconds: 3600 }),
  }
}

async function firstApp({ first, plugin, migrations = false }: MultiappOptions): Promise<{
  backend: AnyAppBackend
  subject: TokenSubject
}> {
  const subject = { id: askingUser }
  if (first?.app === 'list') {
    const { listApp } = await import('../fixture/list/app.ts')
    return { backend: listApp(), subject: { ...subject, organizationId: askedOrganization, role: 'member' } }
  }
  if (first?.app === 'sign-in') {
    const { signInApp } = await import('../fixture/sign-in/app.ts')
    return { backend: signInApp(first.tablesSql), subject }
  }
  return { backend: benchApp(0, { plugin, migrations }), subject }
}
