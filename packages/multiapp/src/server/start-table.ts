import { align } from './align.ts'
import type { RegisteredApp } from './registered-app.ts'

export interface StartTableOptions {
  mode: 'multi' | 'single'
  port: number
  dataDir: string
  databaseUrl: string
  databaseUrls: Readonly<Record<string, string>>
}

const noApps = 'no apps yet: "bun kit new shop" writes one, which is served at once'

/** What development prints once it listens: each app with an address to click and a line to paste. */
export function startTable(apps: readonly RegisteredApp[], options: StartTableOptions): string {
  const rows = apps.map((app) => {
    const { browser, curl } = addresses(app, options)
    return [app.slug, app.schema, String(app.routes.length), browser, curl]
  })
  const own = apps.filter(({ slug }) => options.databaseUrls[slug] !== undefined)
  return [
    '',
    ...(apps.length > 0 ? align([['app', 'schema', 'routes', 'browser', 'try'], ...rows]) : [noApps]),
    '',
    `data: PostgreSQL at ${placeOf(options.databaseUrl)}, files in ${options.dataDir}`,
    ...own.map(({ slug }) => `data of ${slug}: PostgreSQL at ${placeOf(options.databaseUrls[slug] ?? '')}`),
    ...(options.mode === 'multi' ? [`all apps: http://localhost:${options.port}/`] : []),
    '',
  ].join('\n')
}

function placeOf(url: string): string {
  const { host, pathname } = new URL(url)
  return host + pathname
}

function addresses({ slug, routes }: RegisteredApp, { mode, port }: StartTableOptions) {
  const gets = routes
    .filter(({ method, path }) => method === 'GET' && !/[:*]/.test(path))
    .map(({ path }) => path)
  const path = ['/api/info', '/health', ...gets].find((candidate) => gets.includes(candidate)) ?? '/'
  const plain = `http://localhost:${port}`
  const start = gets.includes('/') ? '/' : path
  if (mode === 'single') return { browser: plain + start, curl: `curl ${plain}${path}` }
  return {
    browser: `http://${slug}.localhost:${port}${start}`,
    curl: `curl -H 'X-App-ID: ${slug}' ${plain}${path}`,
  }
}
