import { toOpenAPISchema } from '@elysiajs/openapi/openapi'
import { type AnyElysia, Elysia } from 'elysia'
import type { Authenticator } from '../auth/authenticator.ts'
import { guardsOf } from '../plugin/door.ts'
import { parseBody } from './body.ts'
import { Problem } from './problem.ts'

export interface OpenApiOptions {
  title: string
  slug: string
  /** How the app learns who asks. */
  authenticators?: readonly Authenticator[]
}

interface Operation {
  operationId?: string
  requestBody?: unknown
  parameters?: unknown[]
  responses?: Record<string, unknown>
  security?: Record<string, string[]>[]
  'x-guards'?: readonly string[]
}

const assetNames = ['swagger-ui.css', 'swagger-ui-bundle.js'] as const

/** `/openapi/json` describes the app's routes, `/openapi` shows them: its script and style come from this server, not a CDN. */
export function openApi(elysia: () => AnyElysia, { title, slug, authenticators = [] }: OpenApiOptions) {
  const hidden = { detail: { hide: true } }
  const routes = new Elysia({ name: 'openapi', seed: slug })
    .get('/openapi/json', () => describe(elysia(), title, authenticators), hidden)
    .get(
      '/openapi',
      () => new Response(page(title), { headers: { 'content-type': 'text/html; charset=utf-8' } }),
      hidden,
    )
  for (const name of assetNames) {
    routes.get(`/openapi/${name}`, () => new Response(Bun.file(assetPath(name))), hidden)
  }
  return routes
}

function describe(elysia: AnyElysia, title: string, authenticators: readonly Authenticator[]) {
  const { paths, components } = toOpenAPISchema(withNamedParsers(elysia), described)
  const schemes = Object.fromEntries(authenticators.map(({ name, scheme }) => [name, scheme]))
  const operationIds = new Set<string>()
  for (const operations of Object.values(paths)) {
    for (const [method, found] of Object.entries(operations ?? {})) {
      const operation = found as Operation // OpenAPI's PathItem
      nameApart(operation, method, operationIds)
      dropVoid(operation)
      documentGuards(operation, Object.keys(schemes))
      documentProblems(operation)
    }
  }
  const { $id: _, ...problem } = Problem
  return {
    openapi: '3.1.0',
    info: { title, version: '1.0.0' },
    paths,
    components: {
      ...components,
      schemas: { ...components.schemas, Problem: problem },
      ...(authenticators.length > 0 && { securitySchemes: schemes }),
    },
  }
}

// OpenAPI has no sockets; and a dot in an address makes it no file.
const described = { methods: ['options', 'ws'], staticFile: false }

// A route of all methods is one operation for each, and no two have the same id.
function nameApart(operation: Operation, method: string, taken: Set<string>): void {
  const { operationId } = operation
  if (operationId === undefined) return
  if (taken.has(operationId)) operation.operationId = `${operationId}-${method}`
  taken.add(operation.operationId ?? '')
}

// An answer without a body has no content; TypeBox' void is no type of JSON Schema.
function dropVoid({ responses = {} }: Operation): void {
  for (const answer of Object.values(responses)) {
    const response = answer as { content?: { type?: string } } // OpenAPI's Response, or what was made of void
    if (response.content?.type === 'void') delete response.content
  }
}

// A parser that is a function has no content type to show: ours takes JSON, and leaves forms to Elysia.
function withNamedParsers(elysia: AnyElysia): AnyElysia {
  const named = (parser: { fn: unknown }) => {
    if (parser.fn === parseBody) return [{ fn: 'application/json' }, { fn: 'multipart/form-data' }]
    return typeof parser.fn === 'function' ? [] : [parser]
  }
  const routes = elysia.router.history.map((route) => {
    const { parse } = route.hooks
    const guards = [...new Set(guardsOf(route.hooks).map(({ name }) => name))]
    const detail = guards.length > 0 && { detail: { ...route.hooks.detail, 'x-guards': guards } }
    return {
      ...route,
      hooks: { ...route.hooks, ...detail, ...(Array.isArray(parse) && { parse: parse.flatMap(named) }) },
    }
  })
  return Object.create(elysia, { getGlobalRoutes: { value: () => routes } })
}

// Any one of the ways to say who asks will do.
function documentGuards(operation: Operation, schemes: readonly string[]): void {
  const guards = operation['x-guards'] ?? []
  operation.responses ??= {}
  if (guards.includes('requireAuth')) {
    operation.security ??= schemes.map((name) => ({ [name]: [] }))
    operation.responses['401'] ??= problemAnswer
  }
  if (guards.some((name) => name !== 'requireAuth')) operation.responses['403'] ??= problemAnswer
}

function documentProblems(operation: Operation): void {
  const statuses = [
    ...(operation.requestBody ? ['400', '413', '415'] : []),
    ...(operation.requestBody || operation.parameters?.length ? ['422'] : []),
    'default',
  ]
  operation.responses ??= {}
  for (const status of statuses) operation.responses[status] ??= problemAnswer
}

const problemAnswer = {
  description: 'A problem document (RFC 9457)',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}

function page(title: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${Bun.escapeHTML(title)}: API</title>
<link rel="stylesheet" href="openapi/swagger-ui.css">
</head>
<body>
<div id="api"></div>
<script src="openapi/swagger-ui-bundle.js"></script>
<script>SwaggerUIBundle({ url: 'openapi/json', dom_id: '#api', deepLinking: true })</script>
</body>
</html>
`
}

// Resolved when asked for: a compiled binary does not carry the page's assets, only the description.
function assetPath(name: (typeof assetNames)[number]): string {
  return Bun.resolveSync(`swagger-ui-dist/${name}`, import.meta.dir)
}
