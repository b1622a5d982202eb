import { allowAnonymous } from '@repo/multiapp'
import { Elysia } from 'elysia'
import type { tasksApp } from '../app.ts'
import { bundle } from './bundle.ts'
import { document, documentHeaders } from './document.ts'
import { answerWith, hashOf } from './file.ts'
import { icon, modules, styles } from './sources.js'

const forEver = 'public, max-age=31536000, immutable'
const open = { beforeHandle: allowAnonymous, detail: { hide: true } }

/** The page at `/`, with its script and its style under names that change with what is in them. */
export const web = ({ config }: Pick<typeof tasksApp.deps, 'config'>) => {
  const { isProduction } = config
  const named = (text: string, ending: string) => `/web/${hashOf(text)}.${ending}`
  const style = styles.join('\n')
  const paths = {
    // Another Bun may make another script of the same sources.
    script: named(JSON.stringify([modules, isProduction, Bun.version]), 'js'),
    style: named(style, 'css'),
    icon: named(icon, 'svg'),
  }
  const page = document(paths)
  let script: Promise<string> | undefined

  return new Elysia({ name: 'web' })
    .get(
      '/',
      ({ request }) =>
        answerWith(request, {
          body: page,
          type: 'text/html',
          cacheControl: 'no-cache',
          headers: documentHeaders,
        }),
      open,
    )
    .get(
      paths.script,
      async ({ request }) => {
        script ??= bundle(modules, { minify: isProduction })
        return answerWith(request, { body: await script, type: 'text/javascript', cacheControl: forEver })
      },
      open,
    )
    .get(
      paths.style,
      ({ request }) => answerWith(request, { body: style, type: 'text/css', cacheControl: forEver }),
      open,
    )
    .get(
      paths.icon,
      ({ request }) => answerWith(request, { body: icon, type: 'image/svg+xml', cacheControl: forEver }),
      open,
    )
}
