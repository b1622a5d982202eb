import { afterAll, beforeAll, expect, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createTestHost, type TestHost } from '@repo/multiapp/testing'
import { apps } from './apps.ts'

let host: TestHost
beforeAll(async () => {
  host = await createTestHost(apps)
})
afterAll(() => host[Symbol.asyncDispose]())

test('every folder beside the host is an app of the host', () => {
  const folders = readdirSync(join(import.meta.dir, '../..')).filter((name) => name !== 'host')
  expect(apps.map(({ slug }) => slug).sort()).toEqual(folders.sort())
})

test.each(apps.map((app) => [app.slug, app] as const))(
  '%s answers in the host, by its header',
  async (slug, app) => {
    expect(await host.app(app).get('/api/info').json()).toMatchObject({ slug })
    expect(await host.app(app).get('/health').json()).toEqual({ status: 'ok', app: slug })
  },
)
