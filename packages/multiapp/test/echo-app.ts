import { Elysia, t } from 'elysia'
import { currentApp, currentContext } from '../src/app/current.ts'
import { defineApp } from '../src/app/define-app.ts'
import { AppError } from '../src/errors/app-error.ts'
import type { Migration } from '../src/migrations/migration.ts'

/** An app with a route for each thing a request can run into. */
export function echoApp(slug = 'echo', { migrations = [] as Migration[] } = {}) {
  const app = defineApp({
    slug,
    name: `Echo ${slug}`,
    features: ['loud', 'slow'],
    settings: t.Object({ limit: t.Integer({ default: 20, maximum: 100 }) }),
    roles: { owner: ['*'], member: ['echo:read'] },
  })
  return app.backend({
    migrations,
    routes: ({ plugin, db, logger }) =>
      new Elysia()
        .use(plugin)
        .get('/who', ({ app, context }) => ({
          app: app.slug,
          outside: currentApp()?.slug,
          same: context === currentContext(),
          requestId: context.requestId,
          authenticated: context.isAuthenticated,
          limit: app.settings.limit,
          loud: app.hasFeature('loud'),
        }))
        .post('/echo', ({ body }) => body, {
          body: t.Object({ text: t.String({ minLength: 1, maxLength: 5 }), note: t.Optional(t.String()) }),
        })
        .post('/any', ({ body }) => ({ body }), { body: t.Any() })
        .post('/text', ({ body }) => body, { parse: 'text', body: t.String() })
        .post('/raw', async ({ request }) => ({ length: (await request.arrayBuffer()).byteLength }), {
          parse: 'none',
        })
        .post('/ignored', () => 'not read')
        .put('/echo', () => 'put')
        .get('/items/:id', ({ params, query }) => ({ ...params, ...query }), {
          params: t.Object({ id: t.String({ format: 'uuid' }) }),
          query: t.Object({ page: t.Optional(t.Integer({ minimum: 1 })) }),
        })
        .get('/words/:word', ({ params }) => params)
        .get('/words.txt', () => 'words')
        .all('/every-method', ({ request }) => request.method)
        .delete('/empty', () => {}, { response: { 204: t.Void() } })
        .get('/fails', () => {
          throw new Error('the password is hunter2')
        })
        .get('/conflict', () => {
          throw new AppError('CONFLICT', { message: 'this name is taken' })
        })
        .get('/wrong-answer', () => ({ count: 'many' }) as unknown as { count: number }, {
          response: t.Object({ count: t.Integer() }),
        })
        .get('/slow', async ({ context, query }) => {
          const aborted = Promise.withResolvers<void>()
          context.signal.addEventListener('abort', () => {
            logger.info('the handler was told')
            aborted.resolve()
          })
          logger.info('the handler waits')
          await Promise.race([aborted.promise, Bun.sleep(Number(query.ms))])
          return { aborted: context.signal.aborted }
        })
        .get('/role', async () => {
          const [row] = await db.sql`SELECT current_user AS role, current_schema() AS schema`
          return row
        })
        .get('/away', ({ redirect }) => redirect('/who'))
        .get('/events', async function* ({ set }) {
          set.headers['content-type'] = 'text/event-stream'
          for (let id = 1; ; id++) {
            yield `data: ${currentApp()?.slug} ${id}\n\n`
            await Bun.sleep(20)
          }
        })
        .ws('/socket', {
          message(socket, message) {
            socket.send({ app: currentApp()?.slug, message })
          },
        }),
  })
}
