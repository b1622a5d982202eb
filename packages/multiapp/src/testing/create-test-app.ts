import type { AnyAppBackend } from '../app/define-app.ts'
import type { RegisterOverrides } from '../server/register.ts'
import { openHost, type TestHostOptions } from './open-host.ts'
import { type DeclarationIn, type ServedAppOf, serveApp } from './served-app.ts'

export interface TestAppOptions extends RegisterOverrides, TestHostOptions {
  /** `multi` puts the app into a host, and requests name it by the header. Default: single. */
  mode?: 'multi' | 'single'
}

/** An app on a server and a database of its own. */
export interface TestApp<App extends AnyAppBackend = AnyAppBackend>
  extends ServedAppOf<DeclarationIn<App>>,
    AsyncDisposable {}

/**
 * An app on a fresh, migrated database of its own, alone or in a host. Dispose of it with `await using`.
 *
 * @example await using app = await createTestApp(notes, { mode: 'multi' })
 */
export async function createTestApp<App extends AnyAppBackend>(
  app: App,
  options: TestAppOptions = {},
): Promise<TestApp<App>> {
  const { mode = 'single', ...rest } = options
  const { databaseUrl: _, clock: _clock, listen: _listen, server: _server, ...overrides } = rest
  await using made = new AsyncDisposableStack()
  const host = made.use(await openHost(mode, options))
  const served = await serveApp(host, app, overrides)
  await host.start()
  const open = made.move()
  return { ...served, [Symbol.asyncDispose]: () => open.disposeAsync() }
}
