import { statSync } from 'node:fs'
import { join } from 'node:path'
import { assertBudget, budgets, toMegabytes } from './budgets.ts'

export interface CompileOptions {
  /** The app's folder; its `src/main.ts` is what runs. */
  folder: string
  /** Default: `dist/server` in that folder. */
  outfile?: string
}

/**
 * Compiles an app and all it imports, its migrations included, to one program for this platform. Resolves to its size. Throws
 * an Error if it does not compile or is over its budget.
 */
export async function compileApp({ folder, outfile = join(folder, 'dist/server') }: CompileOptions) {
  const child = Bun.spawn([process.execPath, 'build', ...flags, 'src/main.ts', '--outfile', outfile], {
    cwd: folder,
    // Without it `--minify` would write development in wherever code asks for NODE_ENV.
    env: { ...process.env, NODE_ENV: 'production' },
    stdout: 'ignore',
    stderr: 'pipe',
  })
  const [exitCode, problems] = await Promise.all([child.exited, child.stderr.text()])
  if (exitCode !== 0) throw new Error(`${folder} does not compile:\n${problems}`)
  const megabytes = toMegabytes(statSync(outfile).size)
  assertBudget(budgets.binary, megabytes)
  return { outfile, megabytes }
}

const flags = [
  '--compile',
  '--minify',
  '--bytecode',
  '--format=esm', // bytecode alone would take no top-level await
  // What a program is must not depend on files that lie where it is started.
  '--no-compile-autoload-dotenv',
  '--no-compile-autoload-bunfig',
]
