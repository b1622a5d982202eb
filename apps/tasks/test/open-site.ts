import { createTestApp, type TestApp } from '@repo/multiapp/testing'
import { tasks } from '../src/index.ts'

/** The app where a browser finds it. */
export interface Site extends AsyncDisposable {
  readonly origin: string
  readonly app: TestApp<typeof tasks>
}

export interface SiteOptions {
  /** `multi` puts the app into a host, where its subdomain names it. */
  mode: 'multi' | 'single'
  features?: Record<string, boolean>
  /** As in production, but for TLS. */
  isProduction?: boolean
  /** Another site, which has been shut down: this one takes its place. */
  after?: Site
}

/** As `bun run dev` serves it, over http. */
export async function openSite(options: SiteOptions): Promise<Site> {
  const { mode, features = {}, isProduction = false, after } = options
  const port = after ? Number(new URL(after.origin).port) : freePort()
  const origin = `http://${mode === 'multi' ? 'tasks.localhost' : 'localhost'}:${port}`
  const app = await createTestApp(tasks, {
    mode,
    features,
    isProduction,
    ...(after && { databaseUrl: after.app.databaseUrl }),
    publicUrl: origin,
    server: { port, secureCookies: false },
  })
  await app.server.run()
  return { origin, app, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() }
}

// Links in mails have the port in them, so it has to be known before anything listens.
function freePort(): number {
  const listener = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data() {} } })
  listener.stop(true)
  return listener.port
}
