import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createTestServer } from '../../test/create-test-server.ts'
import { echoApp } from '../../test/echo-app.ts'
import type { Problem } from './problem.ts'

let host: Awaited<ReturnType<typeof createTestServer>>
beforeAll(async () => {
  host = await createTestServer()
  await host.server.register(echoApp())
})
afterAll(() => host[Symbol.asyncDispose]())

const echo = { 'x-app-id': 'echo' }
const post = (path: string, body: string, type = 'application/json') =>
  host.get(path, { ...echo, 'content-type': type }, { method: 'POST', body })
const problemOf = async (response: Response) => (await response.json()) as Problem

describe('a problem document', () => {
  test('has the members of RFC 9457, a code, and the request id of its header', async () => {
    const response = await post('/echo', '{')
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await problemOf(response)).toEqual({
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      code: 'MALFORMED_BODY',
      requestId: response.headers.get('x-request-id') ?? '',
      detail: 'the body is not valid JSON',
    })
  })

  test('says nothing of an error that nobody foresaw, and the log says all', async () => {
    const response = await host.get('/fails', echo)
    expect(response.status).toBe(500)
    const text = await response.text()
    expect(text).not.toContain('hunter2')
    expect(JSON.parse(text)).toEqual({
      type: 'about:blank',
      title: 'Internal Server Error',
      status: 500,
      code: 'INTERNAL',
      requestId: response.headers.get('x-request-id'),
    })
    const line = host.lines.findLast(({ level }) => level === 'error')
    expect(line).toMatchObject({ app: 'echo', requestId: response.headers.get('x-request-id') })
    expect(JSON.stringify(line)).toContain('hunter2')
  })

  test("carries an app's own error with its message", async () => {
    const response = await host.get('/conflict', echo)
    expect(response.status).toBe(409)
    expect(await problemOf(response)).toMatchObject({ code: 'CONFLICT', detail: 'this name is taken' })
  })

  test('blames the server, not the client, for an answer that breaks its schema', async () => {
    const response = await host.get('/wrong-answer', echo)
    expect(response.status).toBe(500)
    expect((await problemOf(response)).code).toBe('INTERNAL')
  })
})

describe('validation', () => {
  test.each([
    ['body', () => post('/echo', '{"text":"far-too-long-secret"}'), '/text', 'length less or equal to 5'],
    ['body', () => post('/echo', '{"note":"secret"}'), '/text', 'expected string'],
    ['body', () => host.get('/echo', echo, { method: 'POST' }), '', 'expected object'],
    ['params', () => host.get('/items/secret', echo), '/id', 'uuid'],
    ['query', () => host.get(`/items/${crypto.randomUUID()}?page=0`, echo), '/page', 'greater or equal to 1'],
    ['query', () => host.get(`/items/${crypto.randomUUID()}?page=secret`, echo), '/page', 'expected integer'],
  ])('of %s names the path and what was expected, and echoes no value', async (on, ask, path, message) => {
    const response = await ask()
    expect(response.status).toBe(422)
    const text = await response.text()
    expect(text).not.toContain('secret')
    const { code, errors = [] } = JSON.parse(text) as Problem
    expect(code).toBe('VALIDATION_FAILED')
    expect(errors[0]).toMatchObject({ on, path })
    expect(errors[0]?.message).toContain(message)
  })

  test.each([
    ['a NUL in a value', '{"text":"a\\u0000"}'],
    ['a NUL in a name', '{"text":"a","no\\u0000te":"b"}'],
    ['a lone surrogate', '{"text":"\\ud800"}'],
  ])('refuses %s, which PostgreSQL cannot hold', async (_, body) => {
    const response = await post('/any', body)
    expect(response.status).toBe(422)
    expect((await problemOf(response)).errors?.[0]?.on).toBe('body')
  })

  test('takes an escaped backslash before u0000, and a pair of surrogates, as the text they are', async () => {
    const response = await post('/any', '{"text":"\\\\u0000 \\ud83d\\ude00"}')
    expect(await response.json()).toEqual({ body: { text: '\\u0000 😀' } })
  })

  test.each(['/words/a%00b', '/words/%ff', '/who?q=%00'])('refuses the address %s', async (path) => {
    expect((await host.get(path, echo)).status).toBe(422)
  })
})

describe('the method and the content type', () => {
  test('a known path with another method is 405, and Allow names the right ones', async () => {
    const response = await host.get('/echo', echo)
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('POST, PUT')
    const deleted = await host.get(`/items/${crypto.randomUUID()}`, echo, { method: 'DELETE' })
    expect(deleted.headers.get('allow')).toBe('GET, HEAD')
  })

  test.each(['application/xml', 'text/plain', 'application/x-www-form-urlencoded', ''])(
    'a JSON route answers a body of type "%s" with 415',
    async (type) => {
      const response = await post('/echo', '{"text":"hi"}', type)
      expect(response.status).toBe(415)
    },
  )

  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON',
    'application/vnd.api+json',
  ])('a JSON route takes a body of type "%s"', async (type) => {
    expect(await (await post('/echo', '{"text":"hi"}', type)).json()).toEqual({ text: 'hi' })
  })

  test('a route that names its parser gets what it asks for', async () => {
    expect(await (await post('/text', 'plain', 'text/plain')).text()).toBe('plain')
    expect(await (await post('/raw', 'bytes', 'image/png')).json()).toEqual({ length: 5 })
  })

  test('HEAD answers like GET, with no body', async () => {
    const response = await host.get('/who', echo, { method: 'HEAD' })
    expect(response.status).toBe(200)
    expect(await response.text()).toBe('')
  })
})

test('what a driver puts into its errors does not reach the log', async () => {
  const { describeError } = await import('../log/describe-error.ts')
  const driver = Object.assign(new Error('duplicate key'), {
    code: '23505',
    detail: 'Key (email)=(ann@example.com)',
  })
  const drizzle = Object.assign(
    new Error('Failed query: insert … params: ann@example.com', { cause: driver }),
    {
      query: 'insert into users values ($1)',
      params: ['ann@example.com'],
    },
  )
  const described = describeError(drizzle)
  expect(JSON.stringify(described)).not.toContain('ann@example.com')
  expect(described).toMatchObject({ query: 'insert into users values ($1)', cause: { code: '23505' } })
})
