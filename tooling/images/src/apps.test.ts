import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { appOf, programs, root } from './apps.ts'

test('the host has a program, and the folder of one tells which it is', () => {
  expect(programs()).toContain('host')
  expect(appOf(join(root, 'apps/host'))).toBe('host')
  expect(appOf(root)).toBeUndefined()
  expect(appOf(join(root, 'packages/multiapp'))).toBeUndefined()
})

test.each(programs().map((app) => [app]))(
  '%s is compiled and made an image of by its scripts',
  async (app) => {
    const manifest = await Bun.file(join(root, 'apps', app, 'package.json')).json()
    expect(manifest.scripts).toMatchObject({
      compile: 'bun ../../tooling/images/src/compile.ts',
      docker: 'bun ../../tooling/images/src/docker.ts',
    })
    // Without it, a pruned copy of the repository would lack what the scripts run.
    expect(manifest.devDependencies['@repo/images']).toBe('workspace:*')
  },
)
