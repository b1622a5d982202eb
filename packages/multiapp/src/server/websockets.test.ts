import { describe, expect, test } from 'bun:test'
import { createTestServer } from '../../test/create-test-server.ts'
import { echoApp } from '../../test/echo-app.ts'

type Options = Bun.WebSocketOptions

async function ask(url: URL, headers: Record<string, string>): Promise<unknown> {
  const socket = new WebSocket(url, { headers } as Options)
  const answer = Promise.withResolvers<unknown>()
  socket.onopen = () => socket.send('hello')
  socket.onmessage = ({ data }) => answer.resolve(JSON.parse(String(data)))
  socket.onerror = () => answer.reject(new Error('the socket did not open'))
  try {
    return await answer.promise
  } finally {
    socket.close()
  }
}

describe.each(['multi', 'single'] as const)('in %s mode', (mode) => {
  const apps = mode === 'multi' ? ['one', 'two'] : ['one']
  const start = async () => {
    const host = await createTestServer({ mode })
    for (const app of apps) await host.server.register(echoApp(app))
    const { url } = await host.server.run()
    return {
      host,
      at: (path: string) => new URL(path, url),
      socketAt: new URL('/socket', url.href.replace('http', 'ws')),
    }
  }

  test.concurrent('a WebSocket reaches its app, whose handlers know the app', async () => {
    const { host, socketAt } = await start()
    await using _ = host
    for (const app of apps)
      expect(await ask(socketAt, { 'x-app-id': app })).toEqual({ app, message: 'hello' })
    const unknown = ask(socketAt, { 'x-app-id': 'unknown' })
    expect(await unknown.catch(String)).toContain('the socket did not open')
  })

  test.concurrent('events stream from the app, whose generator knows the app', async () => {
    const { host, at } = await start()
    await using _ = host
    for (const app of apps) {
      const response = await fetch(at('/events'), { headers: { 'x-app-id': app } })
      expect(response.headers.get('content-type')).toStartWith('text/event-stream')
      const reader = response.body?.getReader()
      const { value } = (await reader?.read()) ?? {}
      expect(new TextDecoder().decode(value)).toContain(`${app} 1`)
      await reader?.cancel()
    }
  })

  test.concurrent('a shutdown tells and closes streams and sockets, and does not wait for them', async () => {
    const { host, at, socketAt } = await start()
    const headers = { 'x-app-id': 'one' }
    const stream = await fetch(at('/events'), { headers })
    const streamEnd = stream.text()
    const socket = new WebSocket(socketAt, { headers } as Options)
    await new Promise((resolve) => socket.addEventListener('open', resolve))
    const closed = new Promise<CloseEvent>((resolve) => socket.addEventListener('close', resolve))
    const startedAt = performance.now()
    await host[Symbol.asyncDispose]()
    expect(performance.now() - startedAt).toBeLessThan(3000)
    expect((await closed).code).toBe(1001)
    expect(await streamEnd).toContain('one 1')
  })
})
