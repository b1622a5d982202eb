import { expect, test } from 'bun:test'
import { createServer } from './server.ts'

test.each([
  [{ mode: 'both' }, 'mode'],
  [{ databaseUrl: 'mysql://localhost' }, 'databaseUrl'],
  [{ databaseRoleSecret: 'short' }, 'databaseRoleSecret'],
  [{ port: 70000 }, 'port'],
  [{ maxBodyBytes: 0 }, 'maxBodyBytes'],
  [{ requestTimeoutSeconds: -1 }, 'requestTimeoutSeconds'],
])('a wrong option is a TypeError that names it and does not say its value: %p', (wrong, name) => {
  const right = {
    mode: 'multi',
    databaseUrl: 'postgres://localhost/x',
    databaseRoleSecret: 'x'.repeat(32),
  } as const
  const make = () => createServer({ ...right, ...wrong } as Parameters<typeof createServer>[0])
  expect(make).toThrow(TypeError)
  expect(make).toThrow(`option "${name}"`)
  expect(make).not.toThrow(/mysql|short/)
})
