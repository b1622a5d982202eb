import { afterAll, beforeAll, describe } from 'bun:test'
import type { AnyAppBackend } from '../../app/define-app.ts'
import { createTestApp, type TestApp, type TestAppOptions } from '../create-test-app.ts'
import { addressesContract } from './addresses.ts'
import { descriptionContract } from './description.ts'
import { guardsContract } from './guards.ts'
import { hostsContract } from './hosts.ts'
import { schemaContract } from './schema.ts'

export type AppContractOptions = Omit<TestAppOptions, 'mode' | 'databaseUrl'>

/** The app under test in one mode, on a database that its tests share. */
export interface Contracted {
  readonly app: AnyAppBackend
  readonly mode: 'single' | 'multi'
  /** The app as it is served; there once the tests run. */
  readonly served: TestApp
  /** One more host of the app, beside `served`. */
  another(options?: TestAppOptions): Promise<TestApp>
}

/**
 * Tests of what every app promises, alone and in a host: that it starts on a fresh database and again on the same,
 * keeps to its schema and its role, guards what it says it guards, describes itself, and ends.
 *
 * @example appContract(notes)
 */
export function appContract(app: AnyAppBackend, options: AppContractOptions = {}): void {
  describe.each(['single', 'multi'] as const)(`the app ${app.slug} in %s mode`, (mode) => {
    let served: TestApp | undefined
    const start = (own: TestAppOptions = {}) => {
      const server = { openapi: true, ...options.server, ...own.server }
      return createTestApp(app, { ...options, mode, ...own, server })
    }
    const contracted: Contracted = {
      app,
      mode,
      get served() {
        if (!served) throw new Error('the app has not started')
        return served
      },
      another: (own) => start({ databaseUrl: contracted.served.databaseUrl, ...own }),
    }
    beforeAll(async () => {
      served = await start()
    })
    afterAll(() => served?.[Symbol.asyncDispose]())

    addressesContract(contracted)
    guardsContract(contracted)
    descriptionContract(contracted)
    schemaContract(contracted)
    hostsContract(contracted)
  })
}
