import { join } from 'node:path'
import { checkPages, readPages } from './check-docs.ts'
import { checkTypes } from './checks/types.ts'
import { formatProblem } from './problem.ts'

const root = join(import.meta.dir, '../../..')
const pages = readPages(root)
const problems = [
  ...checkPages(root, pages),
  ...(await checkTypes(pages, join(import.meta.dir, '../.blocks/check'))),
]
for (const problem of problems) console.error(formatProblem(problem))
process.exitCode = problems.length > 0 ? 1 : 0
