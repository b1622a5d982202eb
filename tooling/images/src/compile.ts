import { relative } from 'node:path'
import { budgetLine, budgets } from './budgets.ts'
import { compileApp } from './compile-app.ts'

// Compiles the app whose folder it is started in. An image's build runs this too: it imports no package.
try {
  const { outfile, megabytes } = await compileApp({ folder: process.cwd() })
  console.log(`${relative(process.cwd(), outfile)}: ${budgetLine(budgets.binary, megabytes)}`)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
