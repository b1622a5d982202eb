import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createTestApp, type TestApp } from '@repo/multiapp/testing'
import { notes } from './index.ts'
import type { Note } from './notes.ts'

describe.each(['single', 'multi'] as const)('notes in %s mode', (mode) => {
  let app: TestApp
  beforeAll(async () => {
    app = await createTestApp(notes, { mode })
  })
  afterAll(() => app[Symbol.asyncDispose]())

  const create = async (title: string) =>
    (await (await app.send('POST', '/api/notes', { title })).json()) as Note
  const list = async (query = '') => {
    const response = await app.request(`/api/notes${query}`)
    return (await response.json()) as { items: Note[]; nextCursor: string | null }
  }

  test('says which app it is, and that its database answers', async () => {
    const info = await app.request('/api/info')
    expect(await info.json()).toEqual({
      slug: 'notes',
      name: 'Notes',
      schema: 'app_notes',
      features: [],
    })
    expect(await (await app.request('/health')).json()).toEqual({ status: 'ok', app: 'notes' })
  })

  test('one is made, read, changed and deleted', async () => {
    const made = await app.send('POST', '/api/notes', { title: 'Milk', body: 'two litres' })
    expect(made.status).toBe(201)
    const first = (await made.json()) as Note
    const path = `/api/notes/${first.id}`
    expect(made.headers.get('location')).toBe(path)
    expect(first).toMatchObject({ title: 'Milk', body: 'two litres', updatedAt: first.createdAt })
    expect(await (await app.request(path)).json()).toEqual(first)

    const changed = (await (await app.send('PATCH', path, { title: 'Oat milk' })).json()) as Note
    expect(changed).toEqual({ ...first, title: 'Oat milk', updatedAt: changed.updatedAt })
    expect(Date.parse(changed.updatedAt)).toBeGreaterThanOrEqual(Date.parse(first.updatedAt))

    const deleted = await app.request(path, { method: 'DELETE' })
    expect([deleted.status, await deleted.text()]).toEqual([204, ''])
    expect((await app.request(path)).status).toBe(404)
  })

  test('pages go from the newest to the oldest, none skipped and none twice, also while others are added', async () => {
    const titles = Array.from({ length: 25 }, (_, index) => `page ${index}`)
    await Promise.all(titles.map(create))
    const seen: Note[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Awaited<ReturnType<typeof list>> = await list(`?limit=7${cursor && `&cursor=${cursor}`}`)
      seen.push(...page.items)
      cursor = page.nextCursor
      await create('added meanwhile')
    }
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length)
    const paged = seen.map(({ title }) => title).filter((title) => title.startsWith('page'))
    expect(paged.sort()).toEqual(titles.sort())
    const times = seen.map(({ createdAt }) => createdAt)
    expect(times).toEqual([...times].sort().reverse())
  })

  test('a page has 20 unless it is told otherwise', async () => {
    expect((await list()).items).toHaveLength(20)
    expect((await list('?limit=3')).items).toHaveLength(3)
  })

  test.each([
    ['POST', '/api/notes', {}],
    ['POST', '/api/notes', { title: '' }],
    ['POST', '/api/notes', { title: 'x'.repeat(201) }],
    ['POST', '/api/notes', { title: 'x', body: 'x'.repeat(10_001) }],
    ['POST', '/api/notes', { title: 'nul \u0000' }],
    ['PATCH', '/api/notes/00000000-0000-4000-8000-000000000000', {}],
    ['PATCH', '/api/notes/no-id', { title: 'x' }],
  ])('%s %s with what does not fit is 422', async (method, path, body) => {
    const response = await app.send(method, path, body)
    expect(response.status).toBe(422)
    expect(await response.json()).toMatchObject({ code: 'VALIDATION_FAILED' })
  })

  test.each([
    '?limit=0',
    '?limit=101',
    '?limit=many',
    '?cursor=x',
    `?cursor=${btoa('2026-99-99T00:00:00.000Z x')}`,
  ])('a list with %s is 422', async (query) => {
    expect((await app.request(`/api/notes${query}`)).status).toBe(422)
  })

  test('an unknown id is 404, a malformed one 422, for every method', async () => {
    const unknown = `/api/notes/${crypto.randomUUID()}`
    expect((await app.request(unknown)).status).toBe(404)
    expect((await app.send('PATCH', unknown, { title: 'x' })).status).toBe(404)
    expect((await app.request(unknown, { method: 'DELETE' })).status).toBe(404)
    expect((await app.request('/api/notes/no-id')).status).toBe(422)
    expect((await app.request('/api/notes/no-id', { method: 'DELETE' })).status).toBe(422)
  })
})
