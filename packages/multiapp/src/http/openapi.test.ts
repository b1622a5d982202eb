import { afterAll, beforeAll, expect, test } from 'bun:test'
import { createTestServer } from '../../test/create-test-server.ts'
import { echoApp } from '../../test/echo-app.ts'

let host: Awaited<ReturnType<typeof createTestServer>>
beforeAll(async () => {
  host = await createTestServer({ openapi: true })
  await host.server.register(echoApp())
})
afterAll(() => host[Symbol.asyncDispose]())
const get = (path: string) => host.get(path, { 'x-app-id': 'echo' })

test('the description has bodies, answers, and problem documents, and not itself', async () => {
  const document = (await (await get('/openapi/json')).json()) as {
    paths: Record<
      string,
      Record<string, { requestBody?: object; parameters?: object[]; responses: Record<string, object> }>
    >
    components: { schemas: Record<string, { properties?: object }> }
  }
  const { paths, components } = document
  expect(paths['/echo']?.post?.requestBody).toMatchObject({
    content: { 'application/json': { schema: { type: 'object' } } },
  })
  expect(Object.keys(paths['/echo']?.post?.responses ?? {})).toEqual(
    expect.arrayContaining(['400', '413', '415', '422', 'default']),
  )
  expect(Object.keys(paths['/items/{id}']?.get?.responses ?? {})).toContain('422')
  expect(paths['/wrong-answer']?.get?.responses['200']).toBeDefined()
  expect(components.schemas.Problem?.properties).toHaveProperty('code')
  expect(Object.keys(paths).filter((path) => path.startsWith('/openapi'))).toEqual([])
})

test('the page takes its script and style from this server', async () => {
  const page = await (await get('/openapi')).text()
  const sources = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source = '']) => source)
  expect(sources).toHaveLength(2)
  expect(page).not.toMatch(/https?:\/\//)
  for (const source of sources) {
    const asset = await get(`/${source}`)
    expect(asset.status).toBe(200)
    expect((await asset.arrayBuffer()).byteLength).toBeGreaterThan(10_000)
  }
})

test('no operation has the id of another, an answer without a body has no content, and sockets are not described', async () => {
  const document = (await (await get('/openapi/json')).json()) as {
    paths: Record<string, Record<string, { operationId: string; responses: Record<string, object> }>>
  }
  const operations = Object.values(document.paths).flatMap((path) => Object.entries(path))
  const ids = operations.map(([, { operationId }]) => operationId)
  expect(new Set(ids).size).toBe(ids.length)
  expect(operations.map(([method]) => method)).not.toContain('ws')
  expect(document.paths['/every-method']).toHaveProperty('post')
  expect(document.paths['/words.txt']).toHaveProperty('get')
  expect(document.paths['/empty']?.delete?.responses['204']).not.toHaveProperty('content')
})
