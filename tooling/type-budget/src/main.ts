import { join } from 'node:path'
import { compare, formatLines, programs } from './budgets.ts'
import { expandFixture } from './expand.ts'
import { type Effort, measure } from './measure.ts'

const folder = join(import.meta.dir, '../dist/check')

expandFixture(folder)
const efforts: Effort[] = []
for (const { file } of programs) efforts.push(await measure(folder, file))
const lines = compare(efforts)
console.log(formatLines(lines, efforts.at(-1)?.seconds ?? 0))
for (const { name } of lines.filter(({ isMet }) => !isMet)) {
  console.error(
    `${name}: over its budget. Find what costs with "tsc --generateTrace", or raise it in budgets.ts`,
  )
  process.exitCode = 1
}
