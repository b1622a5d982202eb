import { expect, setDefaultTimeout, test } from 'bun:test'
import { join } from 'node:path'
import { appOf, programs, root } from './apps.ts'

// Processes: on a busy machine they take more than Bun's 5 s.
setDefaultTimeout(30_000)

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

test.concurrent.each(['.', ...programs().map((app) => `apps/${app}`)])(
  '"bun run start" does in %s what its arguments say',
  async (folder) => {
    const child = Bun.spawn([process.execPath, 'run', 'start', '--help'], {
      cwd: join(root, folder),
      env: { PATH: process.env.PATH ?? '' },
      stdout: 'pipe',
      stderr: 'ignore',
    })
    expect(await child.stdout.text()).toMatch(/^ {2}migrate +\S/m)
    expect(await child.exited).toBe(0)
  },
)
