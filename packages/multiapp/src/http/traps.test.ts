import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { connect } from 'node:net'
import { Elysia, NotFoundError, status, t } from 'elysia'
import { createTestServer } from '../../test/create-test-server.ts'
import { defineApp } from '../app/define-app.ts'
import { AppError } from '../errors/app-error.ts'

let generators = 0
const app = defineApp({ slug: 'traps', name: 'Traps' }).backend({
  routes: ({ plugin }) =>
    new Elysia({ cookie: { secrets: 'a secret of the test', sign: ['seen'], httpOnly: true } })
      .use(plugin)
      .macro({ looks: { parse() {} } })
      .post('/any', ({ body }) => ({ size: JSON.stringify(body).length }), { body: t.Any() })
      .post('/guarded', ({ body }) => body, { looks: true, body: t.Any() })
      .post('/list', ({ body }) => body, { body: t.Array(t.Array(t.Any())) })
      .get('/endless', async function* () {
        generators++
        try {
          for (;;) {
            yield 'x'.repeat(1000)
            await Bun.sleep(5)
          }
        } finally {
          generators--
        }
      })
      .get('/remember', ({ cookie }) => {
        cookie.seen?.set({ value: 'yes' })
        return 'ok'
      })
      .get('/remembered', ({ cookie }) => ({ seen: cookie.seen?.value }))
      .get('/returns-error', () => new Error('hunter2'))
      .get('/returns-app-error', () => new AppError('CONFLICT'))
      .get('/throws-nothing', () => Promise.reject(null))
      .get('/not-found', () => {
        throw new NotFoundError()
      })
      .get('/teapot', () => {
        throw status(418)
      })
      .get('/labelled', ({ set }) => {
        set.headers['cache-control'] = 'public, max-age=60'
        set.headers['content-encoding'] = 'gzip'
        throw new Error('after the headers')
      })
      .get(
        '/own',
        () => {
          throw new RangeError('mine')
        },
        {
          error({ error }) {
            if (error instanceof RangeError) return new Response('handled here', { status: 400 })
          },
        },
      )
      .get('/waits', async ({ context }) => {
        context.signal.addEventListener('abort', () => {})
        await Bun.sleep(1)
        return 'done'
      })
      .get('/ip', ({ server, request }) => ({ ip: server?.requestIP(request)?.address }))
      .ws('/socket', {
        body: t.Object({ n: t.Integer() }),
        message(_, { n }) {
          if (n === 0) throw new Error('hunter2')
        },
      }),
})

let host: Awaited<ReturnType<typeof createTestServer>>
let url: URL
beforeAll(async () => {
  host = await createTestServer({ requestTimeoutSeconds: 1 })
  await host.server.register(app)
  url = (await host.server.run()).url
})
afterAll(() => host[Symbol.asyncDispose]())

const named = { 'x-app-id': 'traps' }
const post = (path: string, body: string, type = 'application/json') =>
  host.get(path, { ...named, 'content-type': type }, { method: 'POST', body })

describe('a body made to hurt', () => {
  test('of a long name and a hundred thousand NULs gets a short answer at once', async () => {
    const body = JSON.stringify({ ['k'.repeat(5000)]: Array(100_000).fill('\u0000') })
    const start = performance.now()
    const response = await post('/any', body)
    expect(response.status).toBe(422)
    expect((await response.text()).length).toBeLessThan(1000)
    expect(performance.now() - start).toBeLessThan(1000)
  })

  test('of very many levels is 422, not an error of the server', async () => {
    expect((await post('/list', `${'['.repeat(200_000)}${']'.repeat(200_000)}`)).status).toBe(422)
    expect((await post('/any', `${'['.repeat(90)}${']'.repeat(90)}`)).status).toBe(200)
  })
})

test('a hook that only looks, such as a guard, leaves the body to our parser', async () => {
  expect((await post('/guarded', '{"text":"\\u0000"}')).status).toBe(422)
  expect((await post('/guarded', 'a=b', 'application/x-www-form-urlencoded')).status).toBe(415)
  expect((await post('/guarded', '{')).status).toBe(400)
  expect(await (await post('/guarded', '{"a":1}')).json()).toEqual({ a: 1 })
})

test.each(['application/json ;charset=utf-8', 'APPLICATION/JSON'])(
  'the content type "%s" is JSON',
  async (type) => {
    expect((await post('/any', '{}', type)).status).toBe(200)
  },
)

describe('a stream', () => {
  test('asked for with HEAD ends with it, and leaves no generator behind', async () => {
    const response = await fetch(new URL('/endless', url), { method: 'HEAD', headers: named })
    expect(response.status).toBe(200)
    const deadline = performance.now() + 5000
    while (generators > 0 && performance.now() < deadline) await Bun.sleep(20)
    expect(generators).toBe(0)
  })
})

describe("an app's own Elysia configuration", () => {
  test('holds: cookies are signed, and a forged one is refused', async () => {
    const set = (await host.get('/remember', named)).headers.get('set-cookie') ?? ''
    expect(set).toContain('HttpOnly')
    expect(set).toMatch(/^seen=yes\./)
    expect((await host.get('/remembered', { ...named, cookie: 'seen=yes' })).status).toBe(422)
    const [cookie = ''] = set.split(';')
    expect(await (await host.get('/remembered', { ...named, cookie })).json()).toEqual({ seen: 'yes' })
  })

  test('holds for error handlers: they come before ours', async () => {
    const response = await host.get('/own', named)
    expect([response.status, await response.text()]).toEqual([400, 'handled here'])
  })
})

describe('an error', () => {
  test.each([
    ['/returns-error', 500, 'INTERNAL'],
    ['/returns-app-error', 409, 'CONFLICT'],
    ['/throws-nothing', 500, 'INTERNAL'],
    ['/not-found', 404, 'NOT_FOUND'],
    ['/teapot', 418, 'BAD_REQUEST'],
  ])('of %s is the problem %d %s', async (path, status_, code) => {
    const response = await host.get(path, named)
    expect(response.status).toBe(status_)
    const text = await response.text()
    expect(text).not.toContain('hunter2')
    expect(JSON.parse(text)).toMatchObject({ status: status_, code })
    expect(response.headers.has('x-request-id')).toBe(true)
  })

  test('has none of the headers that the handler had set for its answer', async () => {
    const { headers } = await host.get('/labelled', named)
    expect([headers.get('cache-control'), headers.get('content-encoding')]).toEqual([null, null])
  })

  test('of a socket is logged, and its answer is a problem without the message that caused it', async () => {
    const socket = new WebSocket(new URL('/socket', url.href.replace('http', 'ws')), {
      headers: named,
    } as Bun.WebSocketOptions)
    const answers: string[] = []
    socket.onmessage = ({ data }) => answers.push(String(data))
    await new Promise((resolve) => socket.addEventListener('open', resolve))
    socket.send('{"n":"SECRET"}')
    socket.send('{"n":0}')
    while (answers.length < 2) await Bun.sleep(5)
    socket.close()
    expect(answers.join()).not.toMatch(/SECRET|hunter2/)
    expect(answers.map((answer) => JSON.parse(answer).code)).toEqual(['VALIDATION_FAILED', 'INTERNAL'])
    expect(host.lines.findLast(({ msg }) => msg === 'socket failed')).toMatchObject({ app: 'traps' })
  })
})

describe('an odd address', () => {
  const raw = (head: string) =>
    new Promise<string>((resolve) => {
      const socket = connect(Number(url.port), '127.0.0.1')
      let text = ''
      socket.on('data', (data) => {
        text += data
        if (text.includes('\r\n\r\n')) socket.end()
      })
      socket.on('close', () => resolve(text.split('\r\n')[0] ?? ''))
      socket.write(`${head}\r\n\r\n`)
    })

  test('without a Host is still the path it says', async () => {
    expect(await raw('GET /livez HTTP/1.0')).toContain('200')
    expect(await raw('GET /aaaaaaa/livez HTTP/1.0')).toContain('404')
    expect(await raw('GET /teapot HTTP/1.0\r\nx-app-id: traps')).toContain('418')
    expect(await raw('GET /aaaaaaa/teapot HTTP/1.0\r\nx-app-id: traps')).toContain('404')
  })

  test('with https, as behind a proxy in this process, leads to the same route', async () => {
    const response = await host.server.fetch(new Request('https://localhost/teapot', { headers: named }))
    expect(response.status).toBe(418)
  })
})

test("a chunked body does not hide the client's address", async () => {
  const response = await fetch(new URL('/ip', url), { headers: named })
  expect(await response.json()).toEqual({ ip: '127.0.0.1' })
})

test('listening to the signal of a request does not keep the request', async () => {
  const { heapStats } = await import('bun:jsc')
  const requests = () => {
    Bun.gc(true)
    return heapStats().objectTypeCounts.Request ?? 0
  }
  const before = requests()
  for (let round = 0; round < 20; round++) {
    await Promise.all(Array.from({ length: 50 }, () => host.get('/waits', named)))
  }
  await Bun.sleep(50)
  expect(requests() - before).toBeLessThan(300)
})
