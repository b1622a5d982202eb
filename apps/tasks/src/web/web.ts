import { allowAnonymous } from '@repo/multiapp'
import { Elysia } from 'elysia'
import type { tasksApp } from '../app.ts'
import { bundle } from './bundle.ts'
import { document, documentHeaders } from './document.ts'
import { createFile, hashOf } from './file.ts'
import { icon, modules, styles } from './sources.js'

const open = { beforeHandle: allowAnonymous, detail: { hide: true } }
const forEver = 'public, max-age=31536000, immutable'
const named = (text: string, ending: string) => `/web/${hashOf(text)}.${ending}`
const lasting = (body: string, type: string) => createFile({ body, type, cacheControl: forEver })

/** The page at `/`, with its script, its style and its icon under names that change with what is in them. */
export const web = ({ config: { isProduction } }: Pick<typeof tasksApp.deps, 'config'>) => {
  const style = styles.join('\n')
  const paths = {
    // Another Bun may make another script of the same modules.
    script: named(JSON.stringify([modules, isProduction, Bun.version]), 'js'),
    style: named(style, 'css'),
    icon: named(icon, 'svg'),
  }
  const page = createFile({
    body: document(paths),
    type: 'text/html',
    cacheControl: 'no-cache',
    headers: documentHeaders,
  })
  const files = { style: lasting(style, 'text/css'), icon: lasting(icon, 'image/svg+xml') }
  let script: Promise<ReturnType<typeof createFile>> | undefined

  return new Elysia({ name: 'web' })
    .get('/', ({ request }) => page(request), open)
    .get(
      paths.script,
      async ({ request }) => {
        // When it is asked for: most starts are of tests, and of commands.
        script ??= bundle(modules, { minify: isProduction }).then((text) => lasting(text, 'text/javascript'))
        return (await script)(request)
      },
      open,
    )
    .get(paths.style, ({ request }) => files.style(request), open)
    .get(paths.icon, ({ request }) => files.icon(request), open)
}
