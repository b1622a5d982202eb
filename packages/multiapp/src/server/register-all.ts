import type { AnyAppBackend } from '../app/define-app.ts'
import type { RegisterOverrides } from './register.ts'
import type { AppServer } from './server.ts'

// A start waits for PostgreSQL most of the time: more at once would wait for each other there.
const sideBySide = 4

/** Registers apps side by side, in their order. Throws an Error with what is wrong with each, once none is under way. */
export async function registerAll(
  server: AppServer,
  apps: readonly AnyAppBackend[],
  overridesOf: (app: AnyAppBackend) => RegisterOverrides = () => ({}),
): Promise<void> {
  const waiting = [...apps]
  const problems = new Map<AnyAppBackend, unknown>()

  async function registerNext(): Promise<void> {
    for (let app = waiting.shift(); app && problems.size === 0; app = waiting.shift()) {
      try {
        await server.register(app, overridesOf(app))
      } catch (error) {
        problems.set(app, error)
      }
    }
  }

  await Promise.all(Array.from({ length: sideBySide }, registerNext))
  const found = apps.flatMap((app) => (problems.has(app) ? [problems.get(app)] : []))
  if (found.length === 1) throw found[0]
  if (found.length > 1)
    throw new Error(found.map((error) => (error instanceof Error ? error.message : error)).join('\n'))
}
