import type { RegisteredApp } from './registered-app.ts'

/** Development's page at `/`: the apps, their addresses, and their API pages. */
export function homePage(apps: () => RegisteredApp[]) {
  return (request: Request, path: string): Response | undefined => {
    if (path !== '/' || request.method !== 'GET' || request.headers.has('x-app-id')) return undefined
    const { port } = new URL(request.url)
    const rows = apps().map((app) => row(app, `http://${app.slug}.localhost${port && `:${port}`}`))
    return new Response(document(rows), {
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
      },
    })
  }
}

function row({ slug, name, schema, routes }: RegisteredApp, address: string): string {
  const entry = routes.find(({ method, path }) => method === 'GET' && path === '/')
    ? '/'
    : (routes.find(({ method, path }) => method === 'GET' && !/[:*]/.test(path))?.path ?? '/')
  return `<tr>
  <th scope="row">${Bun.escapeHTML(name)}</th>
  <td><a href="${address}${entry}">${address.slice('http://'.length)}${entry}</a></td>
  <td><a href="${address}/openapi">API, ${routes.length} routes</a></td>
  <td><code>X-App-ID: ${slug}</code></td>
  <td><code>${schema}</code></td>
</tr>`
}

function document(rows: string[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Apps on this host</title>
<style>
:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 3rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .5rem .75rem; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent) }
code { font: .9em ui-monospace, monospace }
main { overflow-x: auto }
</style>
</head>
<body>
<main>
<h1>Apps on this host</h1>
${rows.length > 0 ? table(rows) : noApps}
<p>This page is development's. In production <code>/</code> without an app is a 404 like everything else.</p>
</main>
</body>
</html>
`
}

const noApps = '<p>No apps yet: <code>bun kit new shop</code> writes one, which is served at once.</p>'

function table(rows: string[]): string {
  return `<table>
<thead><tr><th scope="col">App</th><th scope="col">Address</th><th scope="col">API</th><th scope="col">Header</th><th scope="col">Schema</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`
}
