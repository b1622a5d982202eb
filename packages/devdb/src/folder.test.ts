import { expect, test } from 'bun:test'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { canUse, prepareFolder, standIn } from './folder.ts'

test('paths that a shell would act on or that are too long to open are not for PostgreSQL', () => {
  for (const name of ['"', '$HOME', '`id`', 'a\\b', 'a\nb', 'long'.repeat(120)]) {
    expect(canUse(undefined, join('/tmp', name))).toBe(false)
  }
  for (const name of ['a b', `it's`, 'für alle', '%20', '; id', '*'])
    expect(canUse(undefined, join('/tmp', name))).toBe(true)
})

test('each folder has a stand-in of its own, always the same', () => {
  expect(standIn(undefined, '/a')).toBe(standIn(undefined, '/a'))
  expect(standIn(undefined, '/a')).not.toBe(standIn(undefined, '/b'))
})

test('a folder is closed to other users, also one that was open', () => {
  const path = mkdtempSync(join(tmpdir(), 'devdb-folder-'))
  try {
    Bun.spawnSync(['chmod', '777', path])
    prepareFolder(path, undefined)
    expect(statSync(path).mode & 0o777).toBe(0o700)
  } finally {
    rmSync(path, { recursive: true })
  }
})

test('what is no folder is not taken for one', () => {
  const path = mkdtempSync(join(tmpdir(), 'devdb-folder-'))
  try {
    writeFileSync(join(path, 'file'), '')
    expect(() => prepareFolder(join(path, 'file'), undefined)).toThrow()
  } finally {
    rmSync(path, { recursive: true })
  }
})
