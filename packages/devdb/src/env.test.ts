import { afterAll, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { wantsDevDatabase } from './env.ts'
import { findRoot } from './root.ts'

const root = realpathSync(mkdtempSync(join(tmpdir(), 'devdb-env-')))
const app = join(root, 'apps', 'one')
mkdirSync(app, { recursive: true })
writeFileSync(join(root, 'package.json'), '{ "workspaces": ["apps/*"] }')
writeFileSync(join(app, 'package.json'), '{ "name": "one" }')
writeFileSync(join(root, '.env'), 'FROM_FILE=file\nSET=file\nDATA_DIR=data\n')
afterAll(() => rmSync(root, { recursive: true, force: true }))

test('the root is the nearest folder above whose package.json lists workspaces', () => {
  expect(findRoot(app)).toBe(root)
  expect(findRoot(root)).toBe(root)
  expect(() => findRoot('/')).toThrow(
    'no package.json with "workspaces" in / or above it: run this inside the repository',
  )
})

test(`an app's folder gets the root's .env and DATA_DIR, and what is set already stays`, () => {
  expect(completeIn(app, { SET: 'already' })).toEqual({
    FROM_FILE: 'file',
    SET: 'already',
    DATA_DIR: join(root, 'data'),
  })
  expect(completeIn(root, { SET: 'already', DATA_DIR: '/elsewhere' }).DATA_DIR).toBe('/elsewhere')
})

test('a database of our own is wanted where none is named, but never in production', () => {
  expect(wantsDevDatabase({})).toBe(true)
  expect(wantsDevDatabase({ NODE_ENV: 'test', DATABASE_URL: '' })).toBe(true)
  expect(wantsDevDatabase({ DATABASE_URL: 'postgres://elsewhere' })).toBe(false)
  expect(wantsDevDatabase({ NODE_ENV: 'production' })).toBe(false)
})

function completeIn(cwd: string, env: Record<string, string>): Record<string, string> {
  const script = `
    import { completeEnvironment } from '${join(import.meta.dir, 'env.ts')}'
    const env = ${JSON.stringify(env)}
    completeEnvironment(env)
    console.log(JSON.stringify(env))
  `
  return JSON.parse(Bun.spawnSync([process.execPath, '-e', script], { cwd }).stdout.toString())
}
