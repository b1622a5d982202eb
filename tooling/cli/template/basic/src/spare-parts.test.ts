import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createTestApp, type TestApp } from '@repo/multiapp/testing'
import { acmeStore } from './index.ts'
import type { SparePart, SparePartPage } from './spare-parts.ts'

describe.each(['single', 'multi'] as const)('spare parts in %s mode', (mode) => {
  let app: TestApp
  beforeAll(async () => {
    app = await createTestApp(acmeStore, { mode })
  })
  afterAll(() => app[Symbol.asyncDispose]())

  const create = (title: string) => app.post('/api/spare-parts', { title }).json<SparePart>()
  const list = (query = '') => app.get(`/api/spare-parts${query}`).json<SparePartPage>()

  test('one is made, read, changed and deleted', async () => {
    const made = await app.post('/api/spare-parts', { title: 'Milk', body: 'two litres' })
    expect(made.status).toBe(201)
    const first = (await made.json()) as SparePart
    const path = `/api/spare-parts/${first.id}`
    expect(made.headers.get('location')).toBe(path)
    expect(first).toMatchObject({ title: 'Milk', body: 'two litres', updatedAt: first.createdAt })
    expect(await app.get(path).json<SparePart>()).toEqual(first)

    const changed = await app.patch(path, { title: 'Oat milk' }).json<SparePart>()
    expect(changed).toEqual({ ...first, title: 'Oat milk', updatedAt: changed.updatedAt })
    expect(Date.parse(changed.updatedAt)).toBeGreaterThanOrEqual(Date.parse(first.updatedAt))

    const deleted = await app.delete(path)
    expect([deleted.status, await deleted.text()]).toEqual([204, ''])
    expect((await app.get(path)).status).toBe(404)
  })

  test('pages go from the newest to the oldest, none skipped and none twice, also while others are added', async () => {
    const titles = Array.from({ length: 25 }, (_, index) => `page ${index}`)
    await Promise.all(titles.map(create))
    const seen: SparePart[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: SparePartPage = await list(`?limit=7${cursor && `&cursor=${cursor}`}`)
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
    ['POST', '', {}],
    ['POST', '', { title: '' }],
    ['POST', '', { title: 'x'.repeat(201) }],
    ['POST', '', { title: 'x', body: 'x'.repeat(10_001) }],
    ['POST', '', { title: 'nul \u0000' }],
    ['PATCH', '/00000000-0000-4000-8000-000000000000', {}],
    ['PATCH', '/no-id', { title: 'x' }],
  ])('%s %s with what does not fit is 422', async (method, path, body) => {
    const answer = app.send(method, `/api/spare-parts${path}`, body)
    expect((await answer).status).toBe(422)
    expect(await answer.problem()).toMatchObject({ code: 'VALIDATION_FAILED' })
  })

  test.each([
    '?limit=0',
    '?limit=101',
    '?limit=many',
    '?cursor=x',
    `?cursor=${btoa('2026-99-99T00:00:00.000Z x')}`,
    `?cursor=${btoa('2026-02-31T00:00:00.000Z 00000000-0000-4000-8000-000000000000')}`,
    `?cursor=${btoa('0000-01-01T00:00:00.000Z 00000000-0000-4000-8000-000000000000')}`,
  ])('a list with %s is 422', async (query) => {
    expect((await app.get(`/api/spare-parts${query}`)).status).toBe(422)
  })

  test('an unknown id is 404, a malformed one 422, for every method', async () => {
    const statuses = async (id: string) => [
      (await app.get(`/api/spare-parts/${id}`)).status,
      (await app.patch(`/api/spare-parts/${id}`, { title: 'x' })).status,
      (await app.delete(`/api/spare-parts/${id}`)).status,
    ]
    expect(await statuses(crypto.randomUUID())).toEqual([404, 404, 404])
    expect(await statuses('no-id')).toEqual([422, 422, 422])
  })
})
