import { expect, test } from 'bun:test'
import type { Validator } from '@seriousme/openapi-schema-validator'
import type { RegisteredRoute } from '../../server/registered-app.ts'
import type { Contracted } from './app-contract.ts'

type Document = { paths: Record<string, object> }

/** The app's OpenAPI. */
export function descriptionContract(contracted: Contracted): void {
  test('describes itself in valid OpenAPI, with every route that is not hidden', async () => {
    const { served, app } = contracted
    const document = await served.get('/openapi/json').json<Document>()
    expect(await (await validator()).validate(document)).toEqual({ valid: true })
    const described = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path}`),
    )
    const routes = served.server.get(app.slug)?.routes ?? []
    expect(described).toEqual(expect.arrayContaining(routes.flatMap(operationsOf)))
  })
}

// OpenAPI has no sockets, and preflights are the server's. A route of all methods is one operation for each.
function operationsOf({ method, path, isHidden }: RegisteredRoute): string[] {
  if (isHidden || method === 'WS' || method === 'OPTIONS') return []
  const template = path.replace(/:(\w+)\??/g, '{$1}')
  return [`${method === 'ALL' ? 'get' : method.toLowerCase()} ${template}`]
}

// Its schemas take long to compile: once, and not in a run that has no contract.
let opened: Promise<Validator> | undefined

function validator(): Promise<Validator> {
  opened ??= import('@seriousme/openapi-schema-validator').then(({ Validator }) => new Validator())
  return opened
}
