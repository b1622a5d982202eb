import { AppError } from '@repo/multiapp'
import { Elysia } from 'elysia'
import type { linksApp } from '../app.ts'
import { createLinks } from '../links.ts'

/** The public side: `/<code>` leads to the link's address. An odd code is an unknown one, so it is not validated. */
export const redirect = ({ db, plugin }: typeof linksApp.deps) => {
  const store = createLinks(db)

  return new Elysia({ name: 'redirect' }).use(plugin).get('/:code', async ({ params, redirect }) => {
    const url = await store.urlOf(params.code)
    if (url === undefined) throw new AppError('NOT_FOUND')
    return redirect(new URL(url).href, 302) // a header holds ASCII only
  })
}
