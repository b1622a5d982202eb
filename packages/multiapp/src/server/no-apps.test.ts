import { expect, test } from 'bun:test'
import { homePage } from './home-page.ts'
import { startTable } from './start-table.ts'

const advice = 'bun kit new shop'

test('a host with no apps says how to get one, where it starts and at its address', async () => {
  const started = startTable([], {
    mode: 'multi',
    port: 3000,
    dataDir: '.data',
    databaseUrl: 'postgres://127.0.0.1:5432/postgres',
    databaseUrls: {},
  })
  expect(started).toContain(advice)
  const page = homePage(() => [])(new Request('http://localhost:3000/'), '/')
  expect(await page?.text()).toContain(advice)
})
