import { afterAll, describe, expect } from 'bun:test'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import type { Cache } from '../src/cache/cache.ts'
import { cacheContract, ready } from '../src/cache/cache-contract.ts'
import { createRedisCache } from '../src/cache/redis.ts'
import { awayMessage } from '../src/cache/redis-health.ts'
import { strictContract } from '../src/cache/strict-contract.ts'
import { createLogger } from '../src/log/logger.ts'
import { freePort } from '../src/testing/free-port.ts'
import { startRedis } from '../src/testing/redis-server.ts'
import { testWith } from '../src/testing/test-with.ts'
import { startRedisCluster, type TestCluster } from '../test/redis-cluster.ts'

const minute = { ttlSeconds: 60 }
const silent = createLogger({ level: 'silent' })
const test = (name: string, fn: () => Promise<void>) => testWith('redis-server', name, fn)

let starting: Promise<TestCluster> | undefined
const cluster = () => {
  starting ??= startRedisCluster()
  return starting
}
afterAll(async () => (await starting)?.[Symbol.asyncDispose]())

async function connect(logger = silent) {
  const { nodes } = await cluster()
  return createRedisCache({
    nodes: nodes.slice(0, 1).map(({ port }) => ({ host: '127.0.0.1', port })),
    logger,
  })
}

const contract = { test, create: async () => ready(await connect()), pass: Bun.sleep }
cacheContract('redis cluster', contract)
strictContract('redis cluster', contract)

describe('redis cluster', () => {
  test('keeps apps on different nodes and each app on one, and clears them all', async () => {
    await using other = await connect()
    await other.clear()
    await using cache = await connect()
    const apps = Array.from({ length: 20 }, (_, index) => cache.withPrefix(`app-${index}`))
    await Promise.all(apps.flatMap((app) => ['a', 'b', 'c'].map((key) => app.set(key, 1, minute))))
    // What must not be forgotten is of another prefix, and stays.
    const keysOfApps = async (url: string) => (await keysOf(url)).filter((key) => key.startsWith('{app-'))
    const keysByNode = async () => Promise.all((await cluster()).nodes.map(({ url }) => keysOfApps(url)))
    const keys = await keysByNode()
    expect(keys.flat()).toHaveLength(60)
    for (const ofNode of keys) {
      expect(ofNode.length).toBeGreaterThan(0)
      expect(ofNode.length % 3).toBe(0)
    }
    await cache.clear()
    expect((await keysByNode()).flat()).toEqual([])
  })

  test('with a silent node: one wait of at most 250 ms, and then none', async () => {
    await using cache = await connect()
    const apps = Array.from({ length: 20 }, (_, index) => cache.withPrefix(`app-${index}`))
    for (const app of apps) await app.set('k', 1, minute)
    const [, silent] = (await cluster()).nodes
    silent?.freeze()
    const waits = await Promise.all(apps.map((app) => timed(() => app.get('k'))))
    expect(Math.max(...waits)).toBeWithin(150, 350)
    for (const app of apps) expect(await timed(() => app.get('k'))).toBeLessThan(50)
    silent?.thaw()
    await works(apps)
  })

  // The last one: a node that comes back takes two seconds to be believed.
  test('with a dead node: nobody waits, and one line says so', async () => {
    const { lines, logger } = logged()
    await using cache = await connect(logger)
    const apps = Array.from({ length: 20 }, (_, index) => cache.withPrefix(`app-${index}`))
    for (const app of apps) await app.set('k', 1, minute)
    await (await cluster()).nodes[1]?.kill()
    for (let round = 0; round < 3; round++) {
      const waits = await Promise.all(apps.map((app) => timed(() => app.get('k'))))
      expect(Math.max(...waits)).toBeLessThan(150)
      await Bun.sleep(50)
    }
    expect(lines.map(({ msg }) => msg)).toEqual([awayMessage])
  })
})

describe('redis', () => {
  test('is found through Sentinel', async () => {
    await using redis = await startRedis()
    await using sentinel = await startSentinel(redis.port)
    const options = { sentinels: [{ host: '127.0.0.1', port: sentinel.port }], name: 'main' }
    await using cache = await ready(createRedisCache({ options, logger: silent }))
    await cache.set('k', 1, minute)
    expect(await cache.get('k')).toBe(1)
    expect(await keysOf(redis.url)).toContain('{%}::k')
  })

  testWith(
    ['redis-server', 'openssl'],
    'is reached over TLS, and only with a certificate to trust',
    async () => {
      await using tls = await startTlsRedis()
      const url = `rediss://127.0.0.1:${tls.port}`
      const options = { tls: { ca: tls.certificate } }
      await using trusting = await ready(createRedisCache({ url, options, logger: silent }))
      await trusting.set('k', 1, minute)
      expect(await trusting.get('k')).toBe(1)
      const { lines, logger } = logged()
      await using doubting = createRedisCache({ url, logger })
      expect(await doubting.get('k')).toBeUndefined()
      expect(lines).toEqual([expect.objectContaining({ reason: expect.stringMatching(/certificate/) })])
    },
  )
})

function logged() {
  const lines: { msg: string; reason?: string }[] = []
  return { lines, logger: createLogger({ destination: { write: (line) => lines.push(JSON.parse(line)) } }) }
}

async function works(apps: readonly Cache[]): Promise<void> {
  const deadline = performance.now() + 5000
  for (const app of apps) {
    while ((await app.get('k')) === undefined && performance.now() < deadline) {
      await app.set('k', 1, minute)
      await Bun.sleep(10)
    }
    expect(await app.get('k')).toBe(1)
  }
}

async function keysOf(url: string): Promise<string[]> {
  const client = new Redis(url)
  try {
    return await client.keys('*')
  } finally {
    client.disconnect()
  }
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await run()
  return performance.now() - start
}

async function startSentinel(primary: number) {
  const folder = mkdtempSync(join(tmpdir(), 'redis-sentinel-'))
  const file = join(folder, 'sentinel.conf')
  writeFileSync(file, `sentinel monitor main 127.0.0.1 ${primary} 1\n`)
  const port = freePort()
  const child = Bun.spawn(['redis-server', file, '--sentinel', '--port', String(port)], { stdout: 'ignore' })
  return {
    port,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await child.exited
      rmSync(folder, { recursive: true })
    },
  }
}

async function startTlsRedis() {
  const folder = mkdtempSync(join(tmpdir(), 'redis-tls-'))
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '1']
  const files = ['-keyout', key, '-out', certificate]
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const made = Bun.spawnSync(['openssl', 'req', '-x509', ...newKey, ...subject, ...files])
  expect(made.exitCode).toBe(0)
  const port = freePort()
  const redis = await startRedis(
    ...['--tls-port', String(port), '--tls-auth-clients', 'no'],
    ...['--tls-key-file', key, '--tls-cert-file', certificate],
  )
  return {
    port,
    certificate: readFileSync(certificate, 'utf8'),
    async [Symbol.asyncDispose]() {
      await redis.kill()
      rmSync(folder, { recursive: true })
    },
  }
}
