import { expect, setDefaultTimeout, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findRoot } from '@repo/devdb'
import { composeFile } from '@repo/images'
import { createEmptyKit } from '../../test/empty-kit.ts'

// Processes: on a busy machine they take more than Bun's 5 s.
setDefaultTimeout(30_000)

test('a new app has a service of its own in the compose file, and takes it along when it goes', async () => {
  using kit = createEmptyKit()
  const text = readFileSync(join(findRoot(import.meta.dir), composeFile), 'utf8')
  kit.write(composeFile, text)
  expect(await kit.kit('new', 'shop', '--no-install')).toMatchObject({ code: 0 })
  expect(Bun.YAML.parse(kit.read(composeFile))).toMatchObject({
    services: { 'app-shop': { profiles: ['single'] } },
  })
  expect(await kit.kit('remove', 'shop', '--force', '--no-install')).toMatchObject({ code: 0 })
  expect(kit.read(composeFile)).toBe(text)
})
