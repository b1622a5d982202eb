import { describe, expect, setDefaultTimeout, test } from 'bun:test'
import { spawnHost } from '../test/spawn-host.ts'

// Processes and faults: on a busy machine they take more than Bun's 5 s.
setDefaultTimeout(30_000)

const echo = { 'x-app-id': 'echo' }
const awayUrl = 'postgres://x:hunter2@127.0.0.1:1/x'

// First, for it waits the longest, and all run side by side.
describe('on SIGTERM', () => {
  test.concurrent('a request under way for 3 s gets its 200, readiness is 503 first, new requests are 503, the exit code is 0', async () => {
    await using host = await spawnHost()
    const url = await host.url()
    const slow = fetch(`${url}/slow?ms=3000`, { headers: echo })
    await host.printed('the handler waits')
    host.child.kill('SIGTERM')
    let ready = 200
    while (ready === 200) ready = (await fetch(`${url}/readyz`)).status
    expect(ready).toBe(503)
    expect((await fetch(`${url}/livez`)).status).toBe(200)
    const refused = await fetch(`${url}/who`, { headers: echo })
    expect(refused.status).toBe(503)
    expect(await refused.json()).toMatchObject({ code: 'APP_UNAVAILABLE' })
    const answer = await slow
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({ aborted: false })
    expect(await host.exit()).toMatchObject({ code: 0, output: expect.stringContaining('hooks was told') })
  })

  test.concurrent('a hook that throws is logged and the exit code is 0', async () => {
    await using host = await spawnHost({ FEATURES_HOOKS: 'throw' })
    await host.url()
    host.child.kill('SIGTERM')
    const { code, output } = await host.exit()
    expect(code).toBe(0)
    expect(output).toContain('a hook that throws')
  })

  test.concurrent('a request that overruns the deadline of the shutdown does not hold it up', async () => {
    await using host = await spawnHost({ SHUTDOWN_TIMEOUT_SECONDS: '0.2' })
    const url = await host.url()
    const slow = fetch(`${url}/slow?ms=20000`, { headers: echo }).catch(() => 'cut off')
    await host.printed('the handler waits')
    host.child.kill('SIGTERM')
    expect((await host.exit()).code).toBe(0)
    await slow
  })

  test.concurrent('a second signal, later, ends the process at once', async () => {
    await using host = await spawnHost()
    const url = await host.url()
    const slow = fetch(`${url}/slow?ms=20000`, { headers: echo }).catch(() => 'cut off')
    await host.printed('the handler waits')
    host.child.kill('SIGINT')
    while ((await fetch(`${url}/readyz`)).status === 200) await Bun.sleep(10)
    await Bun.sleep(500)
    host.child.kill('SIGINT')
    expect((await host.exit()).code).toBe(1)
    expect(await slow).toBe('cut off')
  })
})

describe('a start', () => {
  test.concurrent('in production says where it listens in one JSON line, and / is a 404', async () => {
    await using host = await spawnHost()
    const url = await host.url()
    expect(
      host
        .output()
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).msg),
    ).toEqual(['listening'])
    expect((await fetch(url)).status).toBe(404)
    expect((await fetch(`${url}/openapi/json`, { headers: { 'x-app-id': 'echo' } })).status).toBe(404)
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
  })

  test.concurrent('in development prints a table of the apps with lines that can be pasted', async () => {
    await using host = await spawnHost({ NODE_ENV: 'development' })
    const url = await host.url()
    const [, curl = ''] = /(curl -H 'X-App-ID: echo' \S+)/.exec(host.output()) ?? []
    const pasted = Bun.spawnSync(['sh', '-c', `${curl} -s -o /dev/null -w '%{http_code}'`])
    expect(pasted.stdout.toString()).toBe('200')
    const { port } = new URL(url)
    expect(host.output()).toContain(`http://echo.localhost:${port}/who`)
    expect(host.output()).toContain('app_echo')
    const page = await fetch(`http://127.0.0.1:${port}/openapi/json`, {
      headers: { host: `echo.localhost:${port}` },
    })
    expect(await page.json()).toMatchObject({ info: { title: 'Echo echo' } })
  })

  test.concurrent('with APPS and MODE serves the one app without a header', async () => {
    await using host = await spawnHost({ MODE: 'single', APPS: 'hooks' })
    expect(await (await fetch(`${await host.url()}/up`)).text()).toBe('up')
  })

  test.concurrent.each([
    [{ APPS: 'shop' }, 'APPS: no app shop; there are echo, hooks, counter'],
    [{ MODE: 'single' }, 'MODE: single serves exactly one app: set APPS to one of echo, hooks, counter'],
    [{ DATABASE_URL: '' }, 'DATABASE_URL: expected postgres://user:password@host:port/database'],
    [{}, 'the database cannot be reached'],
    [{ FEATURES_ECHO: 'quiet' }, 'app "echo" declares no feature "quiet": it has loud, slow'],
    [{ PORT: '99999', MAX_BODY_BYTES: 'many' }, 'MAX_BODY_BYTES: expected bytes'],
  ])(
    'that is wrong exits with 1 and says what was expected: %p',
    async (env: Record<string, string>, message) => {
      await using host = await spawnHost({ DATABASE_URL: awayUrl, ...env })
      const { code, output } = await host.exit()
      expect(code).toBe(1)
      expect(output).toContain(message)
      expect(output).not.toContain('hunter2')
      expect(output).not.toContain('    at ')
    },
  )

  test.concurrent('on a port that is taken says which and what to do', async () => {
    await using taken = await spawnHost()
    const { port } = new URL(await taken.url())
    await using second = await spawnHost({ PORT: port })
    expect(await second.exit()).toMatchObject({
      code: 1,
      output: expect.stringContaining(`port ${port} on 127.0.0.1 is taken`),
    })
  })
})

// By itself: what is measured is the process and not its neighbours.
test('an idle host is over at once on SIGTERM', async () => {
  await using host = await spawnHost()
  await host.url()
  const start = performance.now()
  host.child.kill('SIGTERM')
  expect((await host.exit()).code).toBe(0)
  expect(performance.now() - start).toBeLessThan(1500)
})
