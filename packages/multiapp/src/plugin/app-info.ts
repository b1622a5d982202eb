import { Elysia, t } from 'elysia'
import type { Declaration } from '../app/declaration.ts'
import type { Dependencies } from '../app/dependencies.ts'

const Info = t.Object({
  slug: t.String(),
  name: t.String(),
  schema: t.String(),
  features: t.Array(t.String(), { description: 'those that are on' }),
})
const Health = t.Object({ status: t.Literal('ok'), app: t.String() })

/** `GET /api/info`: which app this is. `GET /health`: its database has answered just now. */
export function appInfo<D extends Declaration>({ db, config, plugin }: Dependencies<D>) {
  const { slug } = config
  return new Elysia({ name: '@repo/multiapp/info', seed: slug })
    .use(plugin)
    .get(
      '/api/info',
      ({ app }) => ({ slug, name: app.name, schema: app.schema, features: [...app.features] }),
      { response: Info, allowAnonymous: true },
    )
    .get(
      '/health',
      async () => {
        await db.sql`SELECT 1`
        return { status: 'ok' as const, app: slug }
      },
      { response: Health, allowAnonymous: true },
    )
}
