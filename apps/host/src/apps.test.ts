import { afterAll, beforeAll, expect, test } from 'bun:test'
import { dirname, join } from 'node:path'
import { createTestHost, type TestHost } from '@repo/multiapp/testing'
import { Glob } from 'bun'
import { apps } from './apps.ts'

let host: TestHost
beforeAll(async () => {
  host = await createTestHost(apps)
})
afterAll(() => host[Symbol.asyncDispose]())

test('every package beside the host is an app of the host', () => {
  // Of an app that another branch has, git leaves the folder with what is ignored there.
  const manifests = [...new Glob('*/package.json').scanSync({ cwd: join(import.meta.dir, '../..') })]
  const others = manifests.map(dirname).filter((name) => name !== 'host')
  expect(apps.map(({ slug }) => slug).sort()).toEqual(others.sort())
})

test.each(apps.map((app) => [app.slug, app] as const))(
  '%s answers in the host, by its header',
  async (slug, app) => {
    expect(await host.app(app).get('/api/info').json()).toMatchObject({ slug })
    expect(await host.app(app).get('/health').json()).toEqual({ status: 'ok', app: slug })
  },
)
