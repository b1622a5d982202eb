import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createTestApp, type TestApp, type TestClient, type TestPrincipal } from '@repo/multiapp/testing'
import { links } from './index.ts'
import type { Link } from './links.ts'

type LinkPage = { items: Link[]; nextCursor: string | null }

describe.each(['single', 'multi'] as const)('links in %s mode', (mode) => {
  let app: TestApp<typeof links>
  let owner: TestPrincipal
  beforeAll(async () => {
    app = await createTestApp(links, { mode })
    owner = await app.asPrincipal({ role: 'owner' })
  })
  afterAll(() => app[Symbol.asyncDispose]())

  const url = 'https://example.com/a?b=c#d'
  const create = (body: object) => owner.post('/api/links', body)

  test('a link with a code of its own leads to its address', async () => {
    const made = await create({ url, code: 'my-Code_1' })
    expect(made.status).toBe(201)
    expect(await made.json()).toEqual({ code: 'my-Code_1', url, createdAt: expect.stringMatching(/Z$/) })
    const redirect = await app.get('/my-Code_1')
    expect(redirect.status).toBe(302)
    expect(redirect.headers.get('location')).toBe(url)
  })

  test('a link without a code gets one that works', async () => {
    const { code } = await create({ url }).json<Link>()
    expect(code).toMatch(/^[A-Za-z0-9_-]{3,32}$/)
    expect((await app.get(`/${code}`)).headers.get('location')).toBe(url)
  })

  test('a code that is taken is 409, also when fifty ask for it at once', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => create({ url, code: 'wanted' })))
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 201)).toHaveLength(1)
    expect(statuses.filter((status) => status === 409)).toHaveLength(49)
  })

  test.each(['api', 'health', 'openapi', 'livez', 'READYZ', 'ab', 'x'.repeat(33), 'no spaces', 'ümlaut'])(
    'the code "%s" is 422',
    async (code) => {
      const problem = await create({ url, code }).problem()
      expect(problem).toMatchObject({ status: 422, errors: [{ on: 'body', path: '/code' }] })
    },
  )

  test.each([
    'javascript:alert(1)',
    'ftp://example.com',
    'example.com',
    '',
    '//example.com',
    'data:text/html,x',
    'https://',
    'https://example.com/\r\nset-cookie: a=b',
    'https://example.com/a b',
  ])('the address "%s" is 422', async (address) => {
    expect((await create({ url: address })).status).toBe(422)
  })

  test.each(['unknown', 'x', 'no%20such', '.hidden'])(
    'the unknown code %s is the 404 of everything unknown',
    async (code) => {
      const headers = { 'x-request-id': 'same' }
      const [unknown, nowhere] = await Promise.all([
        app.get(`/${code}`, headers),
        app.get('/api/nowhere/at/all', headers),
      ])
      expect(unknown.status).toBe(404)
      expect(await unknown.text()).toBe(await nowhere.text())
    },
  )

  test('an address in any script leads on, percent-encoded as a header must be', async () => {
    await create({ url: 'https://example.com/日本?q=ü', code: 'script' })
    const redirect = await app.get('/script')
    expect(redirect.status).toBe(302)
    expect(redirect.headers.get('location')).toBe('https://example.com/%E6%97%A5%E6%9C%AC?q=%C3%BC')
  })

  test('making, listing and counting need permissions; following a link needs nothing', async () => {
    await create({ url, code: 'followed' })
    const ask = async (client: TestClient) => {
      const answers = await Promise.all([
        client.post('/api/links', { url }),
        client.get('/api/links'),
        client.get('/api/links/followed/stats'),
        client.get('/followed'),
      ])
      return answers.map(({ status }) => status)
    }
    expect(await ask(owner)).toEqual([201, 200, 200, 302])
    expect(await ask(await app.asPrincipal({ role: 'viewer' }))).toEqual([403, 200, 200, 302])
    expect(await ask(await app.asPrincipal())).toEqual([403, 403, 403, 302])
    expect(await ask(app)).toEqual([401, 401, 401, 302])
    expect((await app.get('/followed', { authorization: 'Bearer nonsense' })).status).toBe(302)
  })

  test('the list has every link once, newest first', async () => {
    const codes = Array.from({ length: 25 }, (_, index) => `listed-${index}`)
    for (const code of codes) await create({ url, code })
    const listed: Link[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const path = `/api/links?limit=10${cursor && `&cursor=${cursor}`}`
      const page: LinkPage = await owner.get(path).json()
      listed.push(...page.items)
      cursor = page.nextCursor
    }
    expect(new Set(listed.map(({ code }) => code)).size).toBe(listed.length)
    expect(listed.filter(({ code }) => code.startsWith('listed-'))).toHaveLength(25)
    const times = listed.map(({ createdAt }) => createdAt)
    expect(times).toEqual([...times].sort().reverse())
    for (const cursor of ['nonsense', 'bm9uc2Vuc2U', btoa('2026-02-31T00:00:00.000Z abc')]) {
      expect((await owner.get(`/api/links?cursor=${cursor}`)).status).toBe(422)
    }
  })
})
