import { AppError } from '@repo/multiapp'
import { Elysia } from 'elysia'
import type { linksApp } from '../app.ts'
import { clicksOf } from '../clicks-of.ts'
import { isCode } from '../code.ts'
import { createLinks } from '../links.ts'

/** The public side: `/<code>` leads to the link's address, and counts. An odd code is an unknown one, not an invalid one. */
export const redirect = (deps: typeof linksApp.deps) => {
  const store = createLinks(deps)
  const clicks = clicksOf(deps)

  return new Elysia({ name: 'redirect' })
    .use(deps.plugin)
    .get('/:code', async ({ params: { code }, redirect }) => {
      const url = isCode(code) ? await store.urlOf(code) : undefined
      if (url === undefined) throw new AppError('NOT_FOUND')
      clicks.count(code)
      return redirect(new URL(url).href, 302) // a header holds ASCII only
    })
}
