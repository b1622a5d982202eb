import { expect, test } from 'bun:test'
import { Value } from '@sinclair/typebox/value'
import { type AnyElysia, Elysia, t } from 'elysia'
import { createTestServer } from '../../test/create-test-server.ts'
import { defineApp } from '../app/define-app.ts'
import { toAnswerSchema } from './answer-schema.ts'

const shared = t.Object({
  count: t.Integer({ minimum: 1, description: 'how many' }),
  share: t.Optional(t.Numeric()),
  next: t.Nullable(t.Array(t.Object({ at: t.Integer() }))),
})

test('an answer has numbers where its schema says so, and no text', () => {
  const answer = toAnswerSchema(shared)
  const good = { count: 1, next: [{ at: 3 }] }
  expect(Value.Check(answer, good)).toBe(true)
  expect(Value.Check(answer, { ...good, share: 0.5 })).toBe(true)
  for (const wrong of [
    { count: '1' },
    { count: 0 },
    { count: 1.5 },
    { share: '0.5' },
    { next: [{ at: '3' }] },
  ]) {
    expect(Value.Check(answer, { ...good, ...wrong })).toBe(false)
  }
  expect(answer.properties.count).toMatchObject({ type: 'integer', minimum: 1, description: 'how many' })
})

test('a schema without such numbers is left as it is, and so is the one that was given', () => {
  const plain = t.Object({ at: t.Date(), names: t.Array(t.String()) })
  expect(toAnswerSchema(plain)).toBe(plain)
  toAnswerSchema(shared)
  expect(Value.Check(shared, { count: '1', next: null })).toBe(true)
})

test('routes answer by it, in an app as in what it is made of, and take text in a query still', async () => {
  const app = defineApp({ slug: 'counting', name: 'Counting' })
  await using host = await createTestServer({ mode: 'single', openapi: true })
  const Count = t.Object({ count: t.Integer() })
  const answer = ({ query }: { query: { count: number; asText?: string | undefined } }) => ({
    count: (query.asText === undefined ? query.count : String(query.count)) as number, // as a driver may give a bigint
  })
  const options = { query: t.Object({ count: t.Integer(), asText: t.Optional(t.String()) }) }
  await host.server.register(
    app.backend({
      routes: ({ plugin }): AnyElysia =>
        new Elysia()
          .use(plugin)
          .get('/one', answer, { ...options, response: Count })
          .get('/by-status', answer, { ...options, response: { 200: Count } })
          .use(new Elysia({ name: 'inner' }).get('/inner', answer, { ...options, response: Count }))
          .guard({ response: Count }, (inside) => inside.get('/guarded', answer, options)),
    }),
  )
  for (const path of ['/one', '/by-status', '/inner', '/guarded']) {
    const good = await host.get(`${path}?count=5`)
    expect([path, good.status, await good.json()]).toEqual([path, 200, { count: 5 }])
    expect([path, (await host.get(`${path}?count=5&asText=`)).status]).toEqual([path, 500])
  }
  const { paths } = (await (await host.get('/openapi/json')).json()) as { paths: Record<string, unknown> }
  for (const path of ['/one', '/by-status', '/inner', '/guarded'])
    expect(JSON.stringify(paths[path])).toContain('"properties":{"count":{"type":"integer"}}')
})
