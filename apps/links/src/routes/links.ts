import { AppError } from '@repo/multiapp'
import { Elysia, t } from 'elysia'
import type { linksApp } from '../app.ts'
import { Code, isReserved } from '../code.ts'
import { createLinks } from '../links.ts'

const Target = t.String({ maxLength: 2048, description: 'an absolute http or https address' })
const Link = t.Object({ code: t.String(), url: t.String(), createdAt: t.String({ format: 'date-time' }) })

const LinkPage = t.Object({ items: t.Array(Link), nextCursor: t.Nullable(t.String()) })

/** The owner's side: making links, and listing them. */
export const links = (deps: typeof linksApp.deps) => {
  const store = createLinks(deps)

  return new Elysia({ name: 'links-routes', prefix: '/api/links' })
    .use(deps.plugin)
    .post(
      '',
      async ({ body, set }) => {
        if (!isWebAddress(body.url)) throw notValid('/url', 'expected an absolute http or https address')
        if (body.code !== undefined && isReserved(body.code))
          throw notValid('/code', "expected a code that is not one of the app's own paths")
        const link = await store.create(body)
        set.status = 201
        set.headers.location = `/${link.code}`
        return link
      },
      {
        requirePermission: 'links:write',
        body: t.Object({ url: Target, code: t.Optional(Code) }),
        response: { 201: Link },
      },
    )
    .get('', ({ query }) => store.list(query), {
      requirePermission: 'links:read',
      query: t.Object({
        limit: t.Integer({ minimum: 1, maximum: 100, default: 20 }),
        cursor: t.Optional(t.String({ maxLength: 200 })),
      }),
      response: LinkPage,
    })
}

// URL drops tabs and line breaks in silence: an address that has some is not what its writer meant.
function isWebAddress(text: string): boolean {
  return !/\s/.test(text) && URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol)
}

function notValid(path: string, message: string): AppError {
  return new AppError('VALIDATION_FAILED', {
    message: 'the input is not valid',
    violations: [{ on: 'body', path, message }],
  })
}
