import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Module, modulesOf, writeModules } from '../modules.ts'
import type { Page } from '../page.ts'
import type { Problem } from '../problem.ts'

const compiler = join(import.meta.dir, '../../node_modules/.bin/tsc')
const settings = join(import.meta.dir, '../../../../tsconfig.base.json')

/** Every block of `ts` compiles, by the repository's own settings: one program for all of them, in `folder`. */
export async function checkTypes(pages: readonly Page[], folder: string): Promise<Problem[]> {
  const modules = modulesOf(pages)
  const twice = modules.filter(({ path }, index) => modules.findIndex((other) => other.path === path) < index)
  if (twice.length > 0) {
    return twice.map(({ page, block }) =>
      problemAt(page, block.line, `another block of the page is ${block.attributes.file}`),
    )
  }
  writeModules(modules, folder)
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: settings, files: modules.map(({ path }) => path) }),
  )
  const tsc = Bun.spawn([compiler, '--noEmit', '--pretty', 'false', '-p', folder], {
    cwd: folder,
    stdout: 'pipe',
    stderr: 'inherit',
  })
  const [output, code] = await Promise.all([tsc.stdout.text(), tsc.exited])
  const problems = readProblems(output, modules)
  if (code !== 0 && problems.length === 0) throw new Error(`tsc failed: ${output}`)
  return problems
}

function readProblems(output: string, modules: readonly Module[]): Problem[] {
  const byPath = new Map(modules.map((module) => [module.path, module]))
  const errors = output.matchAll(/^(\S[^\n(]*)\((\d+),\d+\): error (TS\d+: [^\n]*(?:\n +[^\n]*)*)/gm)
  return [...errors].map(([, path = '', line, message = '']) =>
    problemAt(byPath.get(path)?.page ?? `example/${path}`, Number(line), message),
  )
}

function problemAt(page: string, line: number, message: string): Problem {
  return { page, line, message }
}
