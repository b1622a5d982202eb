import { expect, setDefaultTimeout, test } from 'bun:test'
import { findingsOf } from '../../test/doctor.ts'
import { createFixture } from '../../test/fixture.ts'
import type { Check } from './check.ts'

// Tests that start processes need more than Bun's 5 s on a busy machine.
setDefaultTimeout(30_000)

test.concurrent('doctor tells what is right and what is wrong, how to mend it, and fails for a problem', async () => {
  await using fixture = await createFixture({ notes: {} })
  fixture.write('.env', 'PORT=http\n')
  const { code, stdout, stderr } = await fixture.start(['doctor'], { PATH: '/nowhere' }).outcome
  expect([code, stderr]).toEqual([1, ''])
  const lines = stdout.split('\n')
  expect(lines).toContain('ok       cache        in memory')
  expect(lines).toContain('problem  packages     there is no bun.lock')
  expect(lines).toContain('                      → bun install')
  expect(lines).toContain('problem  variables    PORT: expected a port from 0 to 65535; 0 takes a free one')
  expect(stdout).toMatch(/^warning {2}tests {8}those that need .*redis-server.* are not run here$/m)
  expect(lines).toContain('warning  git          git is missing: "bun kit upgrade" needs it')
  expect(lines.at(-2)).toMatch(/^\d problems, \d warnings?$/)
})

test.concurrent('what a check throws is a problem', async () => {
  await using fixture = await createFixture()
  const torn: Check = {
    name: 'torn',
    run() {
      throw new Error('one line\n  and another')
    },
  }
  expect(await findingsOf(torn, fixture.root)).toEqual([
    { level: 'problem', message: 'one line; and another' },
  ])
})
