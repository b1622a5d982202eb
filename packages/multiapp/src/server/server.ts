import type { AppContext } from '../app/app-context.ts'
import type { Declaration } from '../app/declaration.ts'
import type { AppBackend } from '../app/define-app.ts'
import type { OwnedCache } from '../cache/cache.ts'
import { createMemoryCache } from '../cache/memory.ts'
import { createRedisCache } from '../cache/redis.ts'
import { createDatabase } from '../database/database.ts'
import { AppError } from '../errors/app-error.ts'
import { clientAddress } from '../http/client-address.ts'
import { createLogger, type Logger } from '../log/logger.ts'
import { createDispatcher } from './dispatch.ts'
import type { Entry } from './entry.ts'
import { homePage } from './home-page.ts'
import { listen } from './listen.ts'
import { assertServerOptions, type ServerOptions } from './options.ts'
import { createProbes } from './probes.ts'
import { type RegisterOverrides, registerApp } from './register.ts'
import { describeApp, type RegisteredApp } from './registered-app.ts'
import { header, type Resolver } from './resolvers.ts'
import { runShutdown, type ShutdownStep } from './shutdown.ts'
import { createStreams } from './streams.ts'
import { createWebSockets } from './websockets.ts'

export interface AppServer {
  /** Provisions, migrates and mounts an app. Rejects with what is wrong, and then nothing has changed. */
  register<D extends Declaration>(app: AppBackend<D>, overrides?: RegisterOverrides): Promise<AppContext<D>>
  apps(): RegisteredApp[]
  get(slug: string): RegisteredApp | undefined
  /** Answers in this process, with no port. */
  fetch(request: Request): Promise<Response>
  /** Listens. Resolves with where. */
  run(): Promise<{ url: URL }>
  /** Stops as promised in docs/operations.md; called twice, it is one shutdown. */
  shutdown(): Promise<void>
}

const hookDeadlineSeconds = 5
const closeDeadlineSeconds = 10

/**
 * A server of apps. Throws a TypeError that names a wrong option.
 *
 * @example
 * const server = createServer({ mode: 'multi', databaseUrl, databaseRoleSecret })
 * await server.register(notes)
 * await server.run()
 */
export function createServer(options: ServerOptions): AppServer {
  assertServerOptions(options)
  const {
    mode,
    routing = [header()],
    cors,
    middleware = [],
    openapi = false,
    migrateOnStart = true,
    trustedProxies = 0,
  } = options
  const { maxBodyBytes = 1024 * 1024, requestTimeoutSeconds = 30, shutdownTimeoutSeconds = 30 } = options
  const logger = options.logger ?? createLogger()
  const database = createDatabase({
    url: options.databaseUrl,
    roleSecret: options.databaseRoleSecret,
    ...(options.databaseRolePrefix && { rolePrefix: options.databaseRolePrefix }),
    ...(options.databaseUrls && { appUrls: options.databaseUrls }),
    ...(options.databaseMaxConnections && { maxConnections: options.databaseMaxConnections }),
    ...(options.databaseAcquireTimeoutSeconds && {
      acquireTimeoutSeconds: options.databaseAcquireTimeoutSeconds,
    }),
  })
  const cache = options.cache ?? createCache(options, logger)
  const entries = new Map<string, Entry>()
  const registering = new Set<string>()
  // Apps may be registered side by side: their order is that in which they were asked for.
  const order: string[] = []
  const ordered = () => order.flatMap((slug) => entries.get(slug) ?? [])
  const streams = createStreams({ keepOpen: (request) => listener.keepOpen(request) })
  const webSockets = createWebSockets()
  const probes = createProbes(database, () => entries.values(), logger)
  const apps = () => ordered().map(describeApp)
  const { fetch, drain } = createDispatcher({
    resolve: mode === 'single' ? resolveOnly(entries) : resolveBy(routing, entries),
    entries: () => entries.values(),
    probes,
    streams,
    logger,
    ...(options.homePage && mode === 'multi' && { fallback: homePage(apps) }),
    ...(mode === 'multi' && { vary: 'x-app-id' }),
    clientAddressOf: (request) =>
      clientAddress(listener.peerOf(request), request.headers.get('x-forwarded-for'), trustedProxies),
    requestLog: options.requestLog ?? true,
    maxBodyBytes,
    requestTimeoutSeconds,
  })
  const listener = listen({ ...options, fetch, webSockets, maxBodyBytes, requestTimeoutSeconds })
  let stopped: Promise<void> | undefined

  return {
    async register(app, overrides = {}) {
      const backend = app as unknown as AppBackend // a hook of a narrower declaration, called with just that app's deps
      const { slug } = backend
      if (stopped)
        throw new AppError('APP_UNAVAILABLE', { message: 'the server shuts down: it takes no more apps' })
      if (entries.has(slug) || registering.has(slug)) {
        throw new AppError('APP_ALREADY_REGISTERED', {
          message: `app "${slug}" is registered: a slug names one app`,
        })
      }
      if (mode === 'single' && entries.size + registering.size > 0) {
        throw new AppError('APP_ALREADY_REGISTERED', {
          message: 'mode "single" serves one app: use "multi" for more',
        })
      }
      registering.add(slug)
      order.push(slug)
      try {
        const settings = {
          database,
          cache,
          logger,
          middleware,
          openapi,
          migrateOnStart,
          ...(options.authKeys && { authKeys: options.authKeys }),
          ...(options.now && { now: options.now }),
          secureCookies: options.secureCookies ?? true,
          ...(cors && { cors }),
        }
        const entry = await registerApp(backend, overrides, settings)
        entries.set(slug, entry)
        listener.attach(entry.elysia)
        return entry.context as typeof entry.context & AppContext<never> // made from this app's own declaration
      } catch (error) {
        order.splice(order.indexOf(slug), 1)
        throw error
      } finally {
        registering.delete(slug)
      }
    },
    apps,
    get: (slug) => {
      const entry = entries.get(slug)
      return entry && describeApp(entry)
    },
    async fetch(request) {
      const response = await fetch(request)
      return request.method === 'HEAD' ? new Response(null, response) : response
    },
    async run() {
      if (stopped)
        throw new AppError('APP_UNAVAILABLE', { message: 'the server has been shut down: make a new one' })
      await database.assertCapacity()
      const url = listener.start([...entries.values()].map(({ elysia }) => elysia))
      void probes.awaitReadiness()
      return { url }
    },
    shutdown() {
      stopped ??= runShutdown(
        [
          { name: 'readiness', run: () => probes.drain(), deadlineSeconds: 1 },
          {
            name: 'drain',
            run: () => {
              streams.closeAll()
              webSockets.closeAll()
              return drain().then(() => listener.drain())
            },
            deadlineSeconds: shutdownTimeoutSeconds,
          },
          { name: 'listener', run: () => listener.stop(), deadlineSeconds: closeDeadlineSeconds },
          ...hookSteps(ordered()),
          { name: 'cache', run: () => cache.close(), deadlineSeconds: closeDeadlineSeconds },
          { name: 'database', run: () => database.close(), deadlineSeconds: closeDeadlineSeconds },
        ],
        logger,
      )
      return stopped
    },
  }
}

function createCache({ redisUrl, now }: ServerOptions, logger: Logger): OwnedCache {
  return redisUrl ? createRedisCache({ url: redisUrl, logger }) : createMemoryCache({ ...(now && { now }) })
}

// Without a header the only app is meant; a header that names another one means an app that is not here.
function resolveOnly(entries: Map<string, Entry>) {
  const named = header()
  return (request: Request) => {
    const [entry] = entries.values()
    const slug = named(request)?.slug
    return entry && (slug === undefined || slug === entry.app.slug) ? { entry } : undefined
  }
}

function resolveBy(resolvers: readonly Resolver[], entries: Map<string, Entry>) {
  return (request: Request) => {
    for (const resolve of resolvers) {
      const found = resolve(request)
      if (!found) continue
      const entry = entries.get(found.slug)
      return entry && { entry, ...(found.prefix !== undefined && { prefix: found.prefix }) }
    }
    return undefined
  }
}

function hookSteps(entries: readonly Entry[]): ShutdownStep[] {
  return entries.toReversed().map(({ app, deps }) => ({
    name: `onShutdown of ${app.slug}`,
    run: (signal) => app.onShutdown?.(deps, signal),
    deadlineSeconds: hookDeadlineSeconds,
  }))
}
