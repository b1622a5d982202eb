import { createTestDatabase } from '@repo/devdb/testing'
import { budgetLine, budgets } from '../budgets.ts'
import { withContainer } from '../buildah.ts'
import { freePort } from '../free-port.ts'
import { startContained } from './contained.ts'

const program = '/app/server'
const secret = 'of the check: 0123456789abcdefghij'
const readyDeadlineMs = 10_000

/**
 * Runs the image of one app as user 1000 on a read-only file system: `health` before and after, `migrate` as the admin,
 * and then a server that has no admin, which answers a request. Throws an Error for the first that is not so.
 */
export async function checkImage(image: string): Promise<void> {
  await using database = await createTestDatabase()
  const port = freePort()
  const { host, pathname } = new URL(database.url)
  const serving = {
    NODE_ENV: 'production',
    PORT: String(port),
    HOST: '127.0.0.1',
    DATABASE_URL: `postgres://${host}${pathname}`,
    DATABASE_ROLE_SECRET: secret,
    AUTH_SECRET: secret,
  }
  await withContainer(image, async ({ root }) => {
    const run = async (args: string[], env: Record<string, string>) => {
      await using contained = startContained({ root, command: [program, ...args], env })
      const { code, output } = await contained.outcome()
      console.log(`$ ${args.join(' ')}\n${output.trimEnd()}`)
      return code
    }
    expectCode('health, with no server,', await run(['health'], serving), 1)
    const { PORT: _port, AUTH_SECRET: _secret, ...migrating } = serving
    expectCode('migrate', await run(['migrate'], { ...migrating, DATABASE_URL: database.url }), 0)

    const start = performance.now()
    await using server = startContained({ root, command: [program, 'server'], env: serving })
    await ready(`http://127.0.0.1:${port}/readyz`, server)
    console.log(budgetLine(budgets.ready, performance.now() - start))
    const { userId, isReadOnly } = server.confinement()
    console.log(`the server is user ${userId}, its file system is ${isReadOnly ? 'read-only' : 'writable'}`)
    if (userId !== 1000 || !isReadOnly) throw new Error('expected user 1000 and a read-only file system')
    expectCode('health', await run(['health'], serving), 0)
    const response = await fetch(`http://127.0.0.1:${port}/api/info`)
    console.log(`$ GET /api/info\n${response.status} ${await response.text()}`)
    if (response.status !== 200) throw new Error('expected GET /api/info to be 200')
    server.signal('SIGTERM')
    expectCode('the server, on SIGTERM,', (await server.outcome()).code, 0)
  })
}

function expectCode(what: string, code: number, expected: number): void {
  if (code !== expected) throw new Error(`${what} ended with ${code}: expected ${expected}`)
}

async function ready(url: string, server: ReturnType<typeof startContained>): Promise<void> {
  const ended = server
    .outcome()
    .then(({ output }) => Promise.reject(new Error(`the server ended: ${output}`)))
  ended.catch(() => {})
  for (const deadline = performance.now() + readyDeadlineMs; performance.now() < deadline; ) {
    const response = await Promise.race([fetch(url).catch(() => undefined), ended])
    if (response?.ok) return
    await Bun.sleep(2)
  }
  throw new Error(`the server is not ready after ${readyDeadlineMs} ms`)
}
