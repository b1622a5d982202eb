import { expect, test } from 'bun:test'
import type { JournalApi } from '../../test/journal-app.ts'
import { type ClientOptions, createClient, type ProblemError } from './index.ts'

/** What a client makes of an answer of nobody knows whom. */
async function errorOf(fetch: NonNullable<ClientOptions['fetch']>): Promise<Partial<ProblemError> | null> {
  const api = createClient<JournalApi>('journal', { baseUrl: 'http://localhost', fetch })
  const { data, error } = await api.api.entries.get()
  if (error) expect(data).toBeNull()
  return error
}

test("a proxy's page is an answer that is not the app's, with the beginning of what it says", async () => {
  using proxy = Bun.serve({
    port: 0,
    fetch: () =>
      new Response(`<h1>Bad Gateway</h1>${'x'.repeat(5000)}`, {
        status: 502,
        headers: { 'content-type': 'text/html', 'x-request-id': 'of the proxy' },
      }),
  })
  const api = createClient<JournalApi>('journal', { baseUrl: proxy.url.href })
  const { error, status, response } = await api.api.entries.get()
  expect(error).toMatchObject({
    name: 'ProblemError',
    code: 'UNEXPECTED_ANSWER',
    status: 502,
    title: 'Bad Gateway',
    violations: [],
    requestId: 'of the proxy',
  })
  expect(error?.body).toHaveLength(2000)
  expect(error?.body).toStartWith('<h1>Bad Gateway</h1>')
  expect([status, response?.status]).toEqual([502, 502])
})

test("another library's error keeps its JSON", async () => {
  const body = { code: 'INVALID_EMAIL', message: 'Invalid email' }
  const error = await errorOf(() => Response.json(body, { status: 400 }))
  expect(error).toMatchObject({ code: 'UNEXPECTED_ANSWER', status: 400, body })
})

test('a page with 200, of a network that wants a sign-in, is no answer of the app', async () => {
  const headers = { 'content-type': 'text/html; charset=utf-8' }
  const error = await errorOf(() => new Response('<h1>Welcome to our wifi</h1>', { headers }))
  expect(error).toMatchObject({
    code: 'UNEXPECTED_ANSWER',
    status: 200,
    body: '<h1>Welcome to our wifi</h1>',
  })
})

test('a problem document whose code the client does not know is none that it can decide by', async () => {
  const known = { type: 'about:blank', title: 'Teapot', status: 418, code: 'TEAPOT', requestId: 'r' }
  const headers = { 'content-type': 'application/problem+json' }
  for (const body of [known, { ...known, code: 'toString' }, { title: 'Teapot', status: 418 }, null, []]) {
    const error = await errorOf(() => new Response(JSON.stringify(body), { status: 418, headers }))
    expect(error).toMatchObject({ code: 'UNEXPECTED_ANSWER', status: 418, body })
  }
})

test('what is wrong with violations is left out of them', async () => {
  const good = { on: 'body', path: '/title', message: 'expected text' }
  const body = { title: 'x', status: 422, code: 'VALIDATION_FAILED', errors: [good, null, { on: 'body' }, 7] }
  const error = await errorOf(() => Response.json(body, { status: 422 }))
  expect(error).toMatchObject({ code: 'VALIDATION_FAILED', violations: [good], requestId: undefined })
})

test('JSON that is none is an error and not thrown, whatever the status', async () => {
  const headers = { 'content-type': 'application/json' }
  for (const status of [200, 201, 404, 500]) {
    const error = await errorOf(() => new Response('{"items":[', { status, headers }))
    expect(error).toMatchObject({ code: 'UNEXPECTED_ANSWER', status, body: '{"items":[' })
  }
})

test('an answer without a body, or a type, says nothing', async () => {
  expect(await errorOf(() => new Response(null, { status: 200 }))).toBeNull()
  expect(await errorOf(() => new Response(null, { status: 503 }))).toMatchObject({ status: 503, body: '' })
  expect(
    await errorOf(() => new Response(null, { status: 204, headers: { 'content-type': 'text/html' } })),
  ).toBeNull()
})

test('a server that is not there, or breaks off, has not answered', async () => {
  const listener = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data() {} } })
  const baseUrl = `http://127.0.0.1:${listener.port}`
  listener.stop(true)
  const { error, response } = await createClient<JournalApi>('journal', { baseUrl }).api.entries.get()
  expect(error).toMatchObject({ code: 'NO_ANSWER', status: 0, cause: expect.any(Error) })
  expect(response).toBeNull()

  const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"items":'
  using breaking = Bun.listen({
    hostname: '127.0.0.1',
    port: 0,
    socket: {
      data(socket) {
        socket.end(head)
      },
    },
  })
  const broken = createClient<JournalApi>('journal', { baseUrl: `http://127.0.0.1:${breaking.port}` })
  expect(await broken.api.entries.get()).toMatchObject({ error: { code: 'NO_ANSWER', status: 0 }, status: 0 })
})

test('a body that stops coming runs into the deadline', async () => {
  const stuck = new ReadableStream({ start: (controller) => controller.enqueue('{"items":') })
  const headers = { 'content-type': 'application/json' }
  const api = createClient<JournalApi>('journal', {
    baseUrl: 'http://localhost',
    timeoutMs: 20,
    fetch: () => new Response(stuck, { headers }),
  })
  expect((await api.api.entries.get()).error?.code).toBe('TIMED_OUT')
})
