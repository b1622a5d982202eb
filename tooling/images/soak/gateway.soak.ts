import { describe, expect } from 'bun:test'
import { join } from 'node:path'
import { createTestDatabase } from '@repo/devdb/testing'
import { testWith } from '@repo/multiapp/testing'
import { freePort } from '../src/free-port.ts'
import { runOn } from '../test/run-binary.ts'
import { startGateway } from '../test/start-gateway.ts'

const timeoutMs = 60_000
const addresses = { lamps: '127.1.0.1', 'my-books': '127.1.0.2' }

/** Two apps, each alone in a process of its own, behind the gateway. */
async function startAll(caddy: string) {
  const started = new AsyncDisposableStack()
  const database = started.use(await createTestDatabase())
  const appPort = freePort()
  for (const [slug, address] of Object.entries(addresses)) {
    const app = started.use(
      runOn(process.execPath, {
        args: ['src/main.ts'],
        cwd: join(import.meta.dir, '../test/fixture'),
        env: {
          ...{ NODE_ENV: 'production', MODE: 'single', APPS: slug, HOST: address, PORT: String(appPort) },
          ...{ TRUSTED_PROXIES: '1', MIGRATE_ON_START: 'on', DATABASE_URL: database.url },
          DATABASE_ROLE_SECRET: 'of the tests: 0123456789abcdefghij',
          AUTH_SECRET: 'of the tests: 0123456789abcdefghij',
        },
      }),
    )
    await app.url()
  }
  const gateway = started.use(await startGateway({ caddy, port: freePort(), appPort, addresses }))
  const ask = (path: string, headers: Record<string, string> = {}) => fetch(gateway.url + path, { headers })
  return { url: gateway.url, ask, [Symbol.asyncDispose]: () => started.disposeAsync() }
}

describe('the gateway before apps that run alone', () => {
  testWith(
    'caddy',
    'finds an app by the header, and without one by the subdomain',
    async (caddy) => {
      await using all = await startAll(caddy)
      const slugBy = async (headers: Record<string, string>) => {
        const { app } = (await (await all.ask('/api/books', headers)).json()) as { app: string } // as the fixture answers
        return app
      }
      expect(await slugBy({ 'x-app-id': 'my-books' })).toBe('my-books')
      expect(await slugBy({ host: 'my-books.localhost' })).toBe('my-books')
      expect(await slugBy({ host: 'my-books.localhost:8080' })).toBe('my-books')
      expect(await slugBy({ host: 'lamps.localhost', 'x-app-id': 'my-books' })).toBe('my-books')
      expect((await all.ask('/api/lamps', { host: 'lamps.localhost' })).status).toBe(200)
      expect((await all.ask('/api/books', { host: 'lamps.localhost' })).status).toBe(404)
    },
    timeoutMs,
  )

  testWith(
    'caddy',
    'answers for no app and for an unknown one as an app does for an unknown route',
    async (caddy) => {
      await using all = await startAll(caddy)
      const facts = async (path: string, headers: Record<string, string>) => {
        const response = await all.ask(path, headers)
        const { requestId, ...body } = (await response.json()) as { requestId: string | null } // a problem document
        expect(requestId).toBe(response.headers.get('x-request-id'))
        return { status: response.status, type: response.headers.get('content-type'), body }
      }
      const unknownRoute = await facts('/nowhere', { 'x-app-id': 'lamps' })
      expect(unknownRoute.status).toBe(404)
      const strangers = [
        {},
        { 'x-app-id': 'shop' },
        { 'x-app-id': 'lamps, my-books' },
        { 'x-app-id': 'lamps.evil.example' },
        { host: 'shop.localhost' },
        { host: 'lamps.localhost.evil.example' },
        // Whoever names an app that is not there means no other.
        { host: 'lamps.localhost', 'x-app-id': 'shop' },
      ]
      for (const headers of strangers)
        expect(await facts('/api/lamps', headers as Record<string, string>)).toEqual(unknownRoute)
      expect(await facts('/readyz', { 'x-app-id': 'lamps' })).toEqual(unknownRoute)
    },
    timeoutMs,
  )

  testWith(
    'caddy',
    "passes on the client's address and host, streams as they come, and WebSockets",
    async (caddy) => {
      await using all = await startAll(caddy)
      const forged = { host: 'my-books.localhost', 'x-forwarded-for': '203.0.113.7' }
      expect(await (await all.ask('/api/books', forged)).json()).toEqual({
        app: 'my-books',
        client: '127.0.0.1',
        host: 'my-books.localhost',
      })
      const events = await all.ask('/api/events', { 'x-app-id': 'my-books' })
      const reader = events.body?.getReader()
      expect(new TextDecoder().decode((await reader?.read())?.value)).toContain('data: first')
      await reader?.cancel()

      const socket = new WebSocket(`${all.url.replace('http', 'ws')}/api/socket`, {
        headers: { 'x-app-id': 'my-books' },
      })
      const echoed = new Promise((resolve) => {
        socket.onmessage = ({ data }) => resolve(data)
      })
      socket.onopen = () => socket.send('hello')
      expect(await echoed).toBe('hello')
      socket.close()
    },
    timeoutMs,
  )
})
