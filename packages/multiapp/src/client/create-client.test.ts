import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type JournalApi, journal } from '../../test/journal-app.ts'
import { createTestApp, type TestApp } from '../testing/create-test-app.ts'
import { type ClientOptions, createClient, ProblemError, readEvents, unwrap } from './index.ts'

const baseUrl = 'http://localhost'

describe.each(['single', 'multi'] as const)('a client of an app in %s mode', (mode) => {
  let app: TestApp
  let token: string
  beforeAll(async () => {
    app = await createTestApp(journal, { mode })
    token = await app.token({ role: 'writer' })
  })
  afterAll(() => app[Symbol.asyncDispose]())

  const client = (options: Partial<ClientOptions> = {}, slug = 'journal') =>
    createClient<JournalApi>(slug, { baseUrl, token, fetch: app.server.fetch, ...options })

  test('names the app, and gives what its routes answer', async () => {
    const api = client()
    expect(await unwrap(api.api.info.get())).toMatchObject({ slug: 'journal' })
    const made = await api.api.entries.post({ title: 'first', mood: 'good' })
    expect(made).toMatchObject({ data: { title: 'first' }, error: null, status: 201 })
    const { items } = await unwrap(api.api.entries.get({ query: { limit: 50 } }))
    expect(items).toMatchObject([{ title: 'first', mood: 'good' }])
    const removed = await api.api.entries({ id: made.data?.id ?? '' }).delete()
    expect(removed).toMatchObject({ data: null, error: null, status: 204 })
  })

  test('that names another app gets the 404 of all', async () => {
    const { error } = await client({}, 'other').api.info.get()
    expect(error).toMatchObject({ code: 'NOT_FOUND', status: 404 })
  })

  test('leaves out what has a default', async () => {
    expect(await unwrap(client().api.entries.get())).toMatchObject({ limit: 20 })
  })

  test('says a problem by its code, with what is not valid and the id of the request', async () => {
    const { data, error, status } = await client().api.entries.post({ title: '', mood: 'good' })
    expect(data).toBeNull()
    expect(status).toBe(422)
    expect(error).toBeInstanceOf(ProblemError)
    expect(error).toMatchObject({
      code: 'VALIDATION_FAILED',
      status: 422,
      title: 'Unprocessable Entity',
      detail: 'the input is not valid',
      violations: [{ on: 'body', path: '/title' }],
      requestId: expect.stringMatching(/./),
    })
  })

  test('is nobody without a token, and unwrap throws the problem', async () => {
    const call = unwrap(client({ token: () => undefined }).api.entries.get())
    expect(await call.catch((error: unknown) => error)).toMatchObject({
      name: 'ProblemError',
      code: 'NOT_AUTHENTICATED',
    })
  })

  test('asks for a token before each request, and takes none for nobody', async () => {
    const answers = [token, undefined, null, token]
    const api = client({ token: async () => answers.shift() })
    const statuses = []
    for (let left = 4; left > 0; left--) statuses.push((await api.api.entries.get()).status)
    expect(statuses).toEqual([200, 401, 401, 200])
  })

  test('rejects with what the function that gives tokens throws', async () => {
    const api = client({ token: () => Promise.reject(new Error('the vault is closed')) })
    expect(api.api.entries.get()).rejects.toThrow('the vault is closed')
  })

  test('keeps a parameter in its place, whatever is in it', async () => {
    const { echo } = client().api
    for (const id of ['a/b', '../entries', 'a?b=c#d', '%2e%2e', 'ä 🙂', '%'])
      expect(await unwrap(echo({ id }).get())).toMatchObject({ id })
    for (const id of ['', '.', '..']) expect(() => echo({ id }).get()).toThrow('parameter "id"')
  })

  test('sends query, headers and files', async () => {
    const api = client().api
    const query = { at: new Date(0), text: 'b & c', none: undefined }
    const echoed = await unwrap(api.echo({ id: 1 }).get({ query, headers: { 'x-sent': 'yes' } }))
    expect(echoed).toEqual({
      id: '1',
      query: { at: '1970-01-01T00:00:00.000Z', text: 'b & c' },
      sent: 'yes',
      cookie: null,
    })
    const { error } = await api.entries.get({ query: { mood: ['good', 'bad'] } })
    expect(error).toBeNull()
    const file = new File(['content'], 'notes.txt')
    expect(await unwrap(api.files.post({ file, note: '7' }))).toEqual({
      name: 'notes.txt',
      text: 'content',
      note: '7',
    })
  })

  test('takes text for text, and times for the text that they are', async () => {
    const { api } = client()
    expect(await unwrap(api.text.get())).toBe('42')
    expect(await unwrap(api.number.get())).toBe('42')
    expect(await unwrap(api.nothing.get())).toBeNull()
    const time = '1970-01-01T00:00:00.000Z'
    expect(await unwrap(api.time.get())).toEqual({ at: time, text: time })
  })

  test('leaves what is neither text nor JSON to be read from the response', async () => {
    const { data, response } = await client().api['export.csv'].get()
    expect(data).toBe(response)
    expect(await response?.text()).toBe('a,b\n')
  })

  test('gives the events of a stream as they come', async () => {
    const { error, response } = await client().api.events.get()
    if (error) throw error
    const events = []
    for await (const event of readEvents(response)) if (events.push(event) === 2) break
    expect(events).toEqual([
      { event: 'written', data: '{"title":"one"}', id: '7' },
      { event: 'message', data: 'two', id: '7' },
    ])
  })

  test('gives up at its deadline, and when the caller does', async () => {
    const { never } = client({ timeoutMs: 20 }).api
    expect(await never.get()).toMatchObject({ error: { code: 'TIMED_OUT', status: 0 }, response: null })
    const patient = client().api.never
    const byTime = await patient.get({ fetch: { signal: AbortSignal.timeout(20) } })
    expect(byTime.error?.code).toBe('TIMED_OUT')
    const caller = new AbortController()
    const call = patient.get({ fetch: { signal: caller.signal } })
    caller.abort()
    expect((await call).error?.code).toBe('ABORTED')
    const early = await patient.get({ fetch: { signal: AbortSignal.abort() } })
    expect(early.error?.code).toBe('ABORTED')
  })

  test('is no promise, and nothing is asked by looking at it', async () => {
    let asked = 0
    const api = client({ fetch: () => Promise.reject(new Error(`asked ${++asked} times`)) })
    await (api.api.entries as unknown)
    expect(Bun.inspect(api.api)).toBeString()
    expect(asked).toBe(0)
  })
})

test('refuses options that cannot be', () => {
  const make =
    (slug: string, options: Partial<ClientOptions> = {}) =>
    () =>
      createClient<JournalApi>(slug, { baseUrl, ...options })
  expect(make('No')).toThrow("expected the app's slug")
  for (const baseUrl of ['', '/api', 'ftp://localhost', 'http://a:b@localhost', 'http://localhost?a=b'])
    expect(make('journal', { baseUrl })).toThrow('option "baseUrl"')
  for (const baseUrl of ['http://127.0.0.1:3000', 'http://[::1]:3000'])
    expect(make('journal', { baseUrl, via: 'subdomain' })).toThrow('option "via"')
  for (const timeoutMs of [0, -1, Number.NaN])
    expect(make('journal', { timeoutMs })).toThrow('option "timeoutMs"')
})
