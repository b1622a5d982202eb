import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { root } from './apps.ts'
import { readBaseImages } from './base-images.ts'

test("images are built with the repository's Bun", async () => {
  const { packageManager } = await Bun.file(join(root, 'package.json')).json()
  const { bunVersion, build } = readBaseImages()
  expect(`bun@${bunVersion}`).toBe(packageManager)
  expect(build).toBe(`docker.io/oven/bun:${bunVersion}-slim`)
})
