import { Elysia, t } from 'elysia'
import { defineApp } from '../src/app/define-app.ts'
import { AppError } from '../src/errors/app-error.ts'
import { appInfo } from '../src/plugin/app-info.ts'

const journalApp = defineApp({
  slug: 'journal',
  name: 'Journal',
  roles: { writer: ['entry:read', 'entry:write'], reader: ['entry:read'] },
})

const Title = t.String({ minLength: 1, maxLength: 200 })
const Entry = t.Object({
  id: t.String({ format: 'uuid' }),
  title: Title,
  mood: t.Union([t.Literal('good'), t.Literal('bad')]),
  writtenAt: t.String({ format: 'date-time' }),
})
const Pair = t.Object({ accessToken: t.String(), refreshToken: t.String(), expiresIn: t.Integer() })
const byId = { params: t.Object({ id: t.String() }) }

/** Entries behind tokens, in memory, and an answer of each kind that a client can get. */
const routes = (deps: typeof journalApp.deps) => {
  const { plugin, tokens } = deps
  const entries = new Map<string, typeof Entry.static>()

  return new Elysia()
    .use(appInfo(deps))
    .use(plugin)
    .get(
      '/api/entries',
      ({ query: { limit } }) => ({ items: [...entries.values()].slice(0, limit), limit }),
      {
        requirePermission: 'entry:read',
        query: t.Object({
          limit: t.Integer({ default: 20 }),
          mood: t.Optional(t.Array(Entry.properties.mood)),
        }),
        response: t.Object({ items: t.Array(Entry), limit: t.Integer() }),
      },
    )
    .post(
      '/api/entries',
      ({ body, set }) => {
        const entry = { id: crypto.randomUUID(), writtenAt: new Date().toISOString(), ...body }
        if ([...entries.values()].some(({ title }) => title === entry.title))
          throw new AppError('CONFLICT', { message: 'this title is taken: choose another' })
        entries.set(entry.id, entry)
        set.status = 201
        return entry
      },
      {
        requirePermission: 'entry:write',
        body: t.Object({ title: Title, mood: Entry.properties.mood }),
        response: { 201: Entry },
      },
    )
    .delete(
      '/api/entries/:id',
      ({ params, set }) => {
        if (!entries.delete(params.id)) throw new AppError('NOT_FOUND')
        set.status = 204
      },
      { ...byId, requirePermission: 'entry:write', response: { 204: t.Void() } },
    )
    .get(
      '/api/echo/:id',
      ({ params, query, headers }) => ({
        ...params,
        query,
        sent: headers['x-sent'] ?? null,
        cookie: headers.cookie ?? null,
      }),
      byId,
    )
    .post(
      '/api/files',
      async ({ body }) => ({ name: body.file.name, text: await body.file.text(), note: body.note }),
      {
        body: t.Object({ file: t.File(), note: t.String() }),
      },
    )
    .get('/api/text', () => '42')
    .get('/api/number', () => 42)
    .get('/api/nothing', () => null)
    .get('/api/time', () => ({ at: new Date(0), text: '1970-01-01T00:00:00.000Z' }))
    .get('/api/export.csv', () => new Response('a,b\n', { headers: { 'content-type': 'text/csv' } }))
    .get('/api/events', () => new Response(events(), { headers: { 'content-type': 'text/event-stream' } }))
    .get(
      '/api/never',
      ({ request: { signal } }) =>
        new Promise<string>((resolve) => signal.addEventListener('abort', () => resolve(''))),
    )
    .post('/sign-in', ({ body }) => tokens.issuePair({ id: crypto.randomUUID(), role: 'writer' }, body), {
      body: t.Object({ ttlSeconds: t.Number() }),
      response: Pair,
    })
    .post('/auth/token/refresh', ({ body }) => tokens.rotate(body.refreshToken), {
      body: t.Object({ refreshToken: t.String() }),
      response: Pair,
    })
}

export type JournalApi = ReturnType<typeof routes>

export const journal = journalApp.backend({ routes })

function events(): ReadableStream<string> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue('id: 7\nevent: written\ndata: {"title":"one"}\n\n')
      controller.enqueue(': still here\n\ndata: two\n\n')
    },
  })
}
