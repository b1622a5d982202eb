import { expect, test } from 'bun:test'
import { createTestServer } from '../../test/create-test-server.ts'
import { echoApp } from '../../test/echo-app.ts'
import { type JournalApi, journal } from '../../test/journal-app.ts'
import { header, pathPrefix, subdomain } from '../server/resolvers.ts'
import { createClient } from './index.ts'

test('an app is named by a header, by a host name of its own, or by the address', async () => {
  await using host = await createTestServer({ routing: [header(), subdomain('localhost'), pathPrefix()] })
  await host.server.register(journal)
  await host.server.register(echoApp('other'))
  const { port } = (await host.server.run()).url
  const infoOf = async (options: Parameters<typeof createClient>[1]) =>
    (await createClient<JournalApi>('journal', options).api.info.get()).data?.slug

  expect(await infoOf({ baseUrl: `http://localhost:${port}` })).toBe('journal')
  expect(await infoOf({ baseUrl: `http://localhost:${port}/`, via: 'subdomain' })).toBe('journal')
  expect(await infoOf({ baseUrl: `http://localhost:${port}/journal/`, via: 'none' })).toBe('journal')
  expect(await infoOf({ baseUrl: `http://localhost:${port}`, via: 'none' })).toBeUndefined()
})
