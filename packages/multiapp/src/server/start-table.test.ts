import { expect, test } from 'bun:test'
import type { RegisteredApp } from './registered-app.ts'
import { startTable } from './start-table.ts'

const options = { port: 3000, dataDir: '.data', databaseUrl: 'postgres://localhost/apps', databaseUrls: {} }

function appWith(slug: string, ...paths: string[]): RegisteredApp {
  const guards = { guards: [], missingFeatures: [], tags: [], isHidden: false }
  const routes = paths.map((path) => ({ method: 'GET', path, ...guards }))
  return { slug, name: slug, schema: `app_${slug}`, features: [], routes }
}

const apps = [appWith('paged', '/api/info', '/'), appWith('plain', '/api/info', '/:code')]

test('the start table sends a browser to the page of an app that has one, and a terminal to what it can read', () => {
  const table = startTable(apps, { ...options, mode: 'multi' })
  expect(table).toMatch(
    /^paged .* http:\/\/paged\.localhost:3000\/ +curl .* http:\/\/localhost:3000\/api\/info$/m,
  )
  expect(table).toMatch(/^plain .* http:\/\/plain\.localhost:3000\/api\/info +curl /m)
})

test('alone, the page is where the server is', () => {
  const [paged] = apps
  const table = startTable(paged ? [paged] : [], { ...options, mode: 'single' })
  expect(table).toMatch(/ http:\/\/localhost:3000\/ +curl http:\/\/localhost:3000\/api\/info$/m)
})
