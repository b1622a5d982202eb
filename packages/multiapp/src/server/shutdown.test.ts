import { describe, expect, setDefaultTimeout, test } from 'bun:test'
import { spawnHost } from '../../test/spawn-host.ts'
import { createLogger } from '../log/logger.ts'
import { runShutdown } from './shutdown.ts'

// Processes and faults: on a busy machine they take more than Bun's 5 s.
setDefaultTimeout(30_000)

const echo = { 'x-app-id': 'echo' }

describe('on SIGTERM', () => {
  test.concurrent('a request under way for 3 s gets its 200, readiness is 503 first, new requests are 503, the exit code is 0', async () => {
    await using host = await spawnHost()
    const url = await host.url()
    const slow = fetch(`${url}/slow?ms=3000`, { headers: echo })
    await Bun.sleep(100)
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

  test.concurrent('idle, it is over at once', async () => {
    await using host = await spawnHost()
    await host.url()
    const start = performance.now()
    host.child.kill('SIGTERM')
    expect((await host.exit()).code).toBe(0)
    expect(performance.now() - start).toBeLessThan(1500)
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
    await Bun.sleep(100)
    host.child.kill('SIGTERM')
    expect((await host.exit()).code).toBe(0)
    await slow
  })

  test.concurrent('a second signal, later, ends the process at once', async () => {
    await using host = await spawnHost()
    const url = await host.url()
    const slow = fetch(`${url}/slow?ms=20000`, { headers: echo }).catch(() => 'cut off')
    await Bun.sleep(100)
    host.child.kill('SIGINT')
    await Bun.sleep(500)
    host.child.kill('SIGINT')
    expect((await host.exit()).code).toBe(1)
    expect(await slow).toBe('cut off')
  })
})

test('steps run in order, and one that hangs or throws holds up none of the others', async () => {
  const ran: string[] = []
  const lines: { msg: string; step: string }[] = []
  const logger = createLogger({ destination: { write: (line) => lines.push(JSON.parse(line)) } })
  const aborted = Promise.withResolvers<void>()
  await runShutdown(
    [
      { name: 'first', run: () => ran.push('first'), deadlineSeconds: 1 },
      {
        name: 'hangs',
        run(signal) {
          signal.addEventListener('abort', () => aborted.resolve())
          return new Promise(() => {})
        },
        deadlineSeconds: 0.05,
      },
      { name: 'throws', run: () => Promise.reject(new Error('no')), deadlineSeconds: 1 },
      { name: 'last', run: () => ran.push('last'), deadlineSeconds: 1 },
    ],
    logger,
  )
  await aborted.promise
  expect(ran).toEqual(['first', 'last'])
  expect(lines.map(({ step, msg }) => `${step}: ${msg}`)).toEqual([
    'hangs: shutdown step overran its deadline',
    'throws: shutdown step failed',
  ])
})
