import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Kit, newKit, query, type User } from './kit.ts'
import { listProcesses } from './processes.ts'

setDefaultTimeout(20_000)

let kit: Kit
let user: User
beforeAll(async () => {
  kit = await newKit()
  user = await kit.join()
})
afterAll(() => kit[Symbol.asyncDispose]())

test('starts PostgreSQL 18 that can replicate logically and listens on 127.0.0.1 only', async () => {
  const [row] = await query(
    user.url,
    `SELECT current_setting('server_version_num')::int / 10000 AS major, current_setting('wal_level') AS wal_level,
      current_setting('listen_addresses') AS addresses, current_setting('unix_socket_directories') AS sockets`,
  )
  expect(row).toEqual({ major: 18, wal_level: 'logical', addresses: '127.0.0.1', sockets: '' })
})

test('the server is in a process group of its own, so that Ctrl-C in a terminal does not reach it', async () => {
  const [server] = await kit.servers()
  const [keeper] = await kit.keepers()
  const all = await listProcesses()
  const own = all.find(({ pid }) => pid === process.pid)?.group
  expect(all.find(({ pid }) => pid === server)?.group).toBe(server)
  expect(keeper?.group).not.toBe(own)
})

test('the password stands in no command line and in no log, and nobody else may read it', async () => {
  const { url, data } = user
  const { password } = new URL(url)
  expect(password).toHaveLength(48)
  await query(url, 'SELECT 1').catch(() => undefined)
  await query(url.replace(password, 'wrong'), 'SELECT 1').catch(() => undefined)

  const home = dirname(data)
  expect((await listProcesses()).filter(({ command }) => command.includes(password))).toEqual([])
  expect(readFileSync(join(home, 'log'), 'utf8')).not.toContain(password)
  expect(readFileSync(join(home, 'log'), 'utf8')).toContain('password authentication failed')
  expect(statSync(join(home, 'password')).mode & 0o077).toBe(0)
  expect(statSync(join(home, 'log')).mode & 0o077).toBe(0)
  expect(statSync(data).mode & 0o077).toBe(0)
  expect(statSync(home).mode & 0o007).toBe(0)
})

if (process.getuid?.() === 0) {
  test('root runs the server as an account that owns its data, and nothing beside it', async () => {
    expect(statSync(user.data).uid).not.toBe(0)
    expect(statSync(dirname(user.data)).uid).toBe(0)
    expect(await ownerOfServer()).toBe(statSync(user.data).uid)
  })
} else {
  test('a normal user runs the server as themselves', async () => {
    expect(await ownerOfServer()).toBe(process.getuid?.())
    expect(statSync(user.data).uid).toBe(process.getuid?.() ?? -1)
  })
}

async function ownerOfServer(): Promise<number | undefined> {
  const [server] = await kit.servers()
  return (await listProcesses()).find(({ pid }) => pid === server)?.user
}
