import { join } from 'node:path'
import { Failure } from '../failure.ts'

/** Where drizzle-kit and the driver it works with are found. */
const program = join(Bun.resolveSync('drizzle-kit', import.meta.dir), '..', 'bin.cjs')

/** Runs drizzle-kit in an app's folder, on this terminal: it asks whether a column was renamed. */
export async function runDrizzleKit(
  folder: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<void> {
  const child = Bun.spawn([process.execPath, '--bun', program, ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['inherit', 'inherit', 'inherit'],
  })
  if ((await child.exited) !== 0) throw new Failure(`drizzle-kit ${args[0]} failed in ${folder}: see above`)
}
