import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Check, ok, problem, warning } from '../check.ts'

/** The Bun that runs is the one that the clone was tested with. */
export const bunVersion: Check = {
  name: 'bun',
  run: ({ root }) => compareBun(root, Bun.version),
}

export function compareBun(root: string, version: string) {
  const { packageManager = '' }: { packageManager?: string } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  )
  const wanted = packageManager.replace(/^bun@/, '')
  if (wanted === '' || version === wanted) return ok(version)
  const mend = `install it: npm install --global bun@${wanted}`
  const message = `this is ${version}, and package.json is tested with ${wanted}`
  return Bun.semver.order(version, wanted) < 0 ? problem(message, mend) : warning(message, mend)
}
