import { missingPrograms } from '@repo/multiapp/testing/programs'
import { type Check, ok, warning } from '../check.ts'

/** What the tests use beyond npm's packages: without it, some of them are not run. */
export const testPrograms: Check = {
  name: 'tests',
  run() {
    const missing = missingPrograms()
    if (missing.length === 0) return ok('nothing that they need is missing')
    const names = missing.map(({ name }) => name).join(', ')
    const packages = missing.map((each) => each.package).join(' ')
    return warning(`those that need ${names} are not run here`, `install the packages ${packages}`)
  },
}
