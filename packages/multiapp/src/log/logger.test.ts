import { expect, test } from 'bun:test'
import { echoApp } from '../../test/echo-app.ts'
import { resolveConfig } from '../app/app-config.ts'
import { createAppContext } from '../app/app-context.ts'
import { runWithApp } from '../app/current.ts'
import { appLogger, createLogger } from './logger.ts'

function record(options: Parameters<typeof createLogger>[0] = {}) {
  const lines: string[] = []
  return {
    logger: createLogger({ ...options, destination: { write: (line) => void lines.push(line) } }),
    lines,
  }
}

test('a line inside an app carries the app, the principal and the tenant', () => {
  const { logger, lines } = record()
  const app = createAppContext(echoApp(), resolveConfig(echoApp()))
  runWithApp(app, () => logger.info('inside'), { claims: { pid: 'user-1', org_id: 'org-1' } })
  logger.info('outside')
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    app: 'echo',
    principal: 'user-1',
    tenant: 'org-1',
    msg: 'inside',
  })
  expect(Object.keys(JSON.parse(lines[1] ?? '')).sort()).toEqual(['level', 'msg', 'time'])
})

test('secrets are redacted at the top, one level down, and in headers', () => {
  const { logger, lines } = record()
  const headers = {
    authorization: 'Bearer hunter2',
    cookie: 'a=hunter2',
    'set-cookie': 'hunter2',
    accept: 'text/html',
  }
  logger.info(
    { password: 'hunter2', user: { password: 'hunter2', token: 'hunter2' }, headers, request: { headers } },
    'x',
  )
  expect(lines.join()).not.toContain('hunter2')
  expect(lines.join()).toContain('text/html')
})

test('secrets are redacted at any depth, whatever their spelling, and errors wherever they are', () => {
  const { logger, lines } = record()
  const driver = Object.assign(new Error('Failed query, params: hunter2'), {
    query: 'select $1',
    params: ['hunter2'],
  })
  logger.info({ a: { b: [{ Access_Token: 'hunter2', apiKey: 'hunter2', 'X-Api-Key': 'hunter2' }] } }, 'x')
  logger.info({ headers: new Headers({ Authorization: 'hunter2' }) }, 'x')
  logger.error(driver)
  logger.error({ err: driver })
  logger.error({ error: driver }, 'x')
  expect(lines.join()).not.toContain('hunter2')
  expect(lines).toHaveLength(5)
})

test('an app has its name in a line once, also outside a request', () => {
  const { logger, lines } = record()
  const app = createAppContext(echoApp(), resolveConfig(echoApp()))
  const own = appLogger(logger, 'echo')
  own.info('outside')
  runWithApp(app, () => own.info('inside'))
  for (const line of lines) expect(line.match(/"app":"echo"/g)).toHaveLength(1)
})

test('pretty lines are for people, and errors in them are described', () => {
  const { logger, lines } = record({ format: 'pretty' })
  logger.error({ err: new Error('it broke') }, 'something failed')
  expect(lines.join()).toContain('something failed')
  expect(lines.join()).toContain('it broke')
  expect(() => JSON.parse(lines[0] ?? '')).toThrow()
})
