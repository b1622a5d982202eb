import type { AnyAppBackend } from '../app/define-app.ts'
import type { RegisterOverrides } from '../server/register.ts'
import type { AppServer } from '../server/server.ts'
import { openHost, type TestHostOptions } from './open-host.ts'
import { type ServedApp, serveApp } from './served-app.ts'
import type { TestClock } from './test-clock.ts'

export interface TestHost extends AsyncDisposable {
  /** One of its apps, by the backend that it was made with. */
  app<App extends AnyAppBackend>(backend: App): ServedApp<App>
  readonly server: AppServer
  /** Where it is for a browser; an app of it is at its own. */
  readonly origin: string
  readonly databaseUrl: string
  readonly clock: TestClock
}

/** Several apps in one host, on a fresh, migrated database. */
export async function createTestHost(
  apps: readonly AnyAppBackend[],
  options: TestHostOptions & { overrides?: (app: AnyAppBackend) => RegisterOverrides } = {},
): Promise<TestHost> {
  await using made = new AsyncDisposableStack()
  const host = made.use(await openHost('multi', options))
  const { overrides = () => ({}) } = options
  const served = new Map<AnyAppBackend, ServedApp>()
  for (const app of apps) served.set(app, await serveApp(host, app, overrides(app)))
  await host.start()
  const open = made.move()
  return {
    app<App extends AnyAppBackend>(backend: App) {
      const found = served.get(backend)
      if (!found) throw new TypeError(`the host has no app "${backend.slug}": it was made without it`)
      return found as ServedApp<App> // made from this backend
    },
    server: host.server,
    origin: host.origin,
    databaseUrl: host.databaseUrl,
    clock: host.clock,
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}
