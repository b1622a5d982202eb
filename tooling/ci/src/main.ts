import { join } from 'node:path'
import { affectedPackages } from './affected.ts'
import { type Target, targets } from './targets.ts'

// What of the repository a change touches: `bun tooling/ci/src/main.ts tests` prints it in one line, for a command. The change
// is since the commit TURBO_SCM_BASE; without it, all is touched.
const root = join(import.meta.dir, '../../..')
const [name = ''] = process.argv.slice(2)
if (!Object.hasOwn(targets, name)) {
  console.error(`expected one of ${Object.keys(targets).join(', ')}`)
  process.exit(2)
}
const found = targets[name as Target](root, await affectedPackages(root, process.env.TURBO_SCM_BASE)) // checked above
console.log(found.join(' '))
