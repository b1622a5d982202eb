import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { freePort } from '../src/testing/free-port.ts'
import { startRedis, type TestRedis } from '../src/testing/redis-server.ts'

export interface TestCluster extends AsyncDisposable {
  readonly nodes: readonly TestRedis[]
}

const slots = 16_384

/** A Redis Cluster of three primaries. Redis takes two seconds to believe in it. */
export async function startRedisCluster(): Promise<TestCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'redis-cluster-'))
  const members = await Promise.all([0, 1, 2].map((index) => startMember(folder, index)))
  const clients = members.map(({ redis }) => new Redis(redis.url))
  await Promise.all(clients.map((client, index) => introduce(client, index, members)))
  while (!(await Promise.all(clients.map(isWhole))).every(Boolean)) await Bun.sleep(20)
  for (const client of clients) client.disconnect()
  return {
    nodes: members.map(({ redis }) => redis),
    async [Symbol.asyncDispose]() {
      await Promise.all(members.map(({ redis }) => redis.kill()))
      rmSync(folder, { recursive: true })
    },
  }
}

async function startMember(folder: string, index: number) {
  const busPort = freePort()
  const redis = await startRedis(
    ...['--cluster-enabled', 'yes', '--cluster-port', String(busPort), '--cluster-node-timeout', '1000'],
    ...['--dir', folder, '--cluster-config-file', `nodes-${index}.conf`],
  )
  return { redis, busPort }
}

type Member = Awaited<ReturnType<typeof startMember>>

async function introduce(client: Redis, index: number, members: readonly Member[]): Promise<void> {
  const boundary = (part: number) => Math.floor((slots * part) / members.length)
  await client.cluster('ADDSLOTSRANGE', boundary(index), boundary(index + 1) - 1)
  await client.cluster('SET-CONFIG-EPOCH', index + 1)
  for (const { redis, busPort } of members.slice(0, index)) {
    await client.call('CLUSTER', 'MEET', '127.0.0.1', String(redis.port), String(busPort))
  }
}

async function isWhole(client: Redis): Promise<boolean> {
  const info = await client.cluster('INFO')
  return /cluster_state:ok/.test(info) && /cluster_known_nodes:3/.test(info)
}
