import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { connect } from 'node:net'
import { createTestServer } from '../../test/create-test-server.ts'
import { echoApp } from '../../test/echo-app.ts'

// Processes and faults: on a busy machine they take more than Bun's 5 s.
setDefaultTimeout(30_000)

const maxBodyBytes = 1000
let host: Awaited<ReturnType<typeof createTestServer>>
let url: URL
beforeAll(async () => {
  host = await createTestServer({ maxBodyBytes, requestTimeoutSeconds: 0.3 })
  await host.server.register(echoApp())
  url = (await host.server.run()).url
})
afterAll(() => host[Symbol.asyncDispose]())

const headers = { 'x-app-id': 'echo', 'content-type': 'application/json' }
const bodyOf = (bytes: number) => JSON.stringify({ text: 'x'.repeat(bytes - 11) })

describe('a body', () => {
  test('of the most bytes that are allowed is taken, one more is 413', async () => {
    const post = (bytes: number) =>
      fetch(new URL('/any', url), { method: 'POST', headers, body: bodyOf(bytes) })
    expect(bodyOf(maxBodyBytes).length).toBe(maxBodyBytes)
    expect((await post(maxBodyBytes)).status).toBe(200)
    const refused = await post(maxBodyBytes + 1)
    expect(refused.status).toBe(413)
    expect(await refused.json()).toMatchObject({
      code: 'BODY_TOO_LARGE',
      detail: expect.stringContaining('1000'),
    })
  })

  test('that is sent in chunks, without its length, is held to the same limit', async () => {
    const chunked = (bytes: number) => {
      const parts = bodyOf(bytes).match(/.{1,100}/g) ?? []
      const body = new ReadableStream({
        async pull(controller) {
          const part = parts.shift()
          if (part === undefined) return controller.close()
          controller.enqueue(new TextEncoder().encode(part))
          await Bun.sleep(1)
        },
      })
      return fetch(new URL('/any', url), { method: 'POST', headers, body })
    }
    expect((await chunked(maxBodyBytes)).status).toBe(200)
    expect((await chunked(maxBodyBytes + 1)).status).toBe(413)
    expect((await chunked(maxBodyBytes * 50)).status).toBe(413)
  })

  test('that a route reads by itself is held to the same limit', async () => {
    const post = (bytes: number) =>
      fetch(new URL('/raw', url), { method: 'POST', headers, body: 'x'.repeat(bytes) })
    expect(await (await post(maxBodyBytes)).json()).toEqual({ length: maxBodyBytes })
    expect((await post(maxBodyBytes + 1)).status).toBe(413)
  })
})

describe('a request over its deadline', () => {
  test.concurrent('is 503, and the handler is told by its signal', async () => {
    const start = performance.now()
    const response = await fetch(new URL('/slow?ms=5000', url), { headers })
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('1')
    expect((await response.json()) as object).toMatchObject({ code: 'REQUEST_TIMEOUT' })
    expect(performance.now() - start).toBeLessThan(2000)
    expect(host.lines.map(({ msg }) => msg)).toContain('the handler was told')
  })

  test.concurrent('does not hold up one that started later and is quick', async () => {
    const slow = fetch(new URL('/slow?ms=5000', url), { headers })
    const quick = await Promise.all(
      [0, 20, 40].map((ms) => fetch(new URL(`/slow?ms=${ms}`, url), { headers })),
    )
    expect(quick.map(({ status }) => status)).toEqual([200, 200, 200])
    expect((await slow).status).toBe(503)
  })

  test.concurrent('also ends when it is the client that is slow to send its body', async () => {
    const socket = connect(Number(url.port), '127.0.0.1')
    const answer = Promise.withResolvers<string>()
    socket.on('data', (data) => answer.resolve(data.toString()))
    socket.write(
      `POST /any HTTP/1.1\r\nhost: x\r\nx-app-id: echo\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{`,
    )
    expect(await answer.promise).toStartWith('HTTP/1.1 503')
    socket.destroy()
  })

  test.concurrent('is none for an event stream whose headers are out', async () => {
    const response = await fetch(new URL('/events', url), { headers })
    const reader = response.body?.getReader()
    const start = performance.now()
    let events = 0
    while (performance.now() - start < 600) {
      const { done } = (await reader?.read()) ?? { done: true }
      if (done) break
      events++
    }
    await reader?.cancel()
    expect(events).toBeGreaterThan(5)
    expect(performance.now() - start).toBeGreaterThanOrEqual(600)
  })
})
