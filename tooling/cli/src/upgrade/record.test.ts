import { expect, test } from 'bun:test'
import { toRecord } from './record.ts'

const version = 'v0.2.0'

test('package.json keeps where the template is, with no password', () => {
  const keep = (source: string) => toRecord({}, { source, version })
  expect(keep('https://git.example.com/owner/kit')).toEqual({
    template: 'https://git.example.com/owner/kit',
    version,
  })
  expect(keep('https://ann:hunter2@git.example.com/owner/kit').template).toBe(
    'https://git.example.com/owner/kit',
  )
  expect(keep('git@git.example.com:owner/kit.git').template).toBe('git@git.example.com:owner/kit.git')
  expect(keep('ssh://git@git.example.com/owner/kit').template).toBe('ssh://git@git.example.com/owner/kit')
})

test('a folder of this machine does not take the place of what was kept', () => {
  expect(toRecord({}, { source: import.meta.dir, version })).toEqual({ version })
  const template = 'https://git.example.com/owner/kit'
  expect(toRecord({ template, version: 'v0.1.0' }, { source: import.meta.dir, version })).toEqual({
    template,
    version,
  })
})
