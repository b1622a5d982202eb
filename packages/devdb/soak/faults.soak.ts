import { expect, setDefaultTimeout, test } from 'bun:test'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTestDatabase } from '../src/testing.ts'
import { emptyKit, failureOf, foreignKit, newKit, portOf, query } from '../test/kit.ts'
import { isAlive } from '../test/processes.ts'
import { until } from '../test/until.ts'

setDefaultTimeout(20_000)

test.concurrent('after kill -9 of the server the next start recovers what was committed, under the same address', async () => {
  await using kit = await newKit()
  const first = await kit.join()
  await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
  const [server = 0] = await kit.servers()
  process.kill(server, 'SIGKILL')

  const next = await kit.join()
  expect(next.joined).toBe(false)
  expect(await query(first.url, 'SELECT * FROM kept')).toEqual([{ answer: 42 }])
  await first.leave()
  expect(await query(next.url, 'SELECT * FROM kept')).toEqual([{ answer: 42 }])
})

test.concurrent('a stale postmaster.pid that names a process of somebody else hinders nothing, and nobody is harmed', async () => {
  await using kit = await newKit()
  await using neighbour = await createTestDatabase()
  const [row] = await query(neighbour.url, `SELECT pg_read_file('postmaster.pid') AS file`)
  const theirs = Number.parseInt(String(row?.file), 10)

  for (const bystander of [process.pid, theirs]) {
    const killed = await kit.join()
    const file = join(killed.data, 'postmaster.pid')
    const [own = '', ...rest] = readFileSync(file, 'utf8').split('\n')
    process.kill(Number(own), 'SIGKILL')
    await until('the server to be dead', async () => !(await isAlive(Number(own))))
    writeFileSync(file, [bystander, ...rest].join('\n'))

    const user = await kit.join()
    expect(user.joined).toBe(false)
    expect(await query(user.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    await killed.leave()
    await user.leave()
    expect(await isAlive(bystander)).toBe(true)
  }
})

test.concurrent('an empty postmaster.pid and a port file with nonsense in it hinder nothing', async () => {
  await using kit = await newKit()
  writeFileSync(join(kit.folder, 'data', 'postmaster.pid'), '')
  writeFileSync(join(kit.folder, 'port'), 'a parrot')
  const { url } = await kit.join()
  expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
})

test.concurrent('where its port was taken it picks another one and remembers that', async () => {
  await using kit = await newKit()
  const before = await kit.join()
  await before.leave()
  const squatter = Bun.listen({ hostname: '127.0.0.1', port: portOf(before.url), socket: { data() {} } })
  const during = await kit.join()
  expect(portOf(during.url)).not.toBe(portOf(before.url))
  await during.leave()
  squatter.stop(true)

  const after = await kit.join()
  expect(after.url).toBe(during.url)
})

test.concurrent('a data directory of another PostgreSQL is refused, with what to do', async () => {
  await using kit = foreignKit('17')
  expect(await failureOf(kit.join())).toContain(
    `${kit.folder}/data was written by PostgreSQL 17, this is 18: dump it with the older version, or remove it`,
  )
  expect(await kit.servers()).toEqual([])
})

test.concurrent('a folder with other files in it is refused, and left as it was', async () => {
  await using kit = emptyKit()
  writeFileSync(join(kit.root, 'precious'), '')
  const before = statSync(kit.root)
  expect(await failureOf(kit.join(kit.root))).toContain(`${kit.root} holds other files`)
  expect(await failureOf(kit.join('.'))).toContain(`${kit.root} holds other files`)
  expect(statSync(kit.root)).toMatchObject({ mode: before.mode, uid: before.uid, gid: before.gid })
  expect(readdirSync(kit.root)).toEqual(['precious'])
})

test.concurrent('a server that does not start says why, from its log', async () => {
  await using kit = foreignKit('18')
  expect(await failureOf(kit.join())).toMatch(
    /did not start, its log .*\n.*could not access .*postgresql.conf/,
  )
})

test.concurrent('leaving is quiet where the server, the data or the whole folder is gone, and makes none again', async () => {
  await using kit = await newKit()
  const [one, two, three] = [await kit.join(), await kit.join(), await kit.join()]
  const [server = 0] = await kit.servers()
  process.kill(server, 'SIGKILL')
  await until('the server to be dead', async () => !(await isAlive(server)))
  await one.leave()
  rmSync(one.data, { recursive: true })
  await two.leave()
  expect(existsSync(one.data)).toBe(false)
  rmSync(kit.folder, { recursive: true })
  await three.leave()
  expect(existsSync(kit.folder)).toBe(false)
})

test.concurrent('a server whose data was removed while it ran does not hinder a new one', async () => {
  await using kit = await newKit()
  const before = await kit.join()
  rmSync(kit.folder, { recursive: true })
  const after = await kit.join()
  expect(after.joined).toBe(false)
  expect(portOf(after.url)).not.toBe(portOf(before.url))
  await before.leave()
  expect(await query(after.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
})
