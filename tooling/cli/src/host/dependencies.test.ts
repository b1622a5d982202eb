import { expect, test } from 'bun:test'
import { withDependency, withoutDependency } from './dependencies.ts'

const manifest = (dependencies: object) =>
  `${JSON.stringify({ name: '@repo/host', dependencies, devDependencies: { a: '1' } }, null, 2)}\n`

test('a dependency comes in by the alphabet, and goes out again', () => {
  const before = manifest({ '@repo/links': 'workspace:*', '@repo/tasks': 'workspace:*' })
  const after = withDependency(before, '@repo/notes')
  expect(after).toBe(
    manifest({ '@repo/links': 'workspace:*', '@repo/notes': 'workspace:*', '@repo/tasks': 'workspace:*' }),
  )
  expect(withoutDependency(after, '@repo/notes')).toBe(before)
  expect(withoutDependency(before, '@repo/notes')).toBe(before)
})
