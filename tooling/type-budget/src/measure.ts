import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the compiler has to do for a program: the count is the same on every machine, and the time is not. */
export interface Effort {
  instantiations: number
  seconds: number
}

const compiler = join(import.meta.dir, '../node_modules/.bin/tsc')
const settings = join(import.meta.dir, '../../../tsconfig.base.json')

// A page's project has the DOM's types beside the server's, whose sources it reads.
const compilerOptions = { lib: ['ESNext', 'DOM', 'DOM.Iterable'] }

/** Checks a file of `folder`, and all that it imports, in one thread. Throws what does not compile. */
export async function measure(folder: string, file: string): Promise<Effort> {
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: settings, compilerOptions, files: [file] }),
  )
  const command = [
    compiler,
    '--noEmit',
    '--singleThreaded',
    '--extendedDiagnostics',
    '--pretty',
    'false',
    '-p',
    folder,
  ]
  const tsc = Bun.spawn(command, { stdout: 'pipe', stderr: 'inherit' })
  const [output, code] = await Promise.all([tsc.stdout.text(), tsc.exited])
  if (code !== 0) throw new Error(`expected ${file} to compile:\n${output}`)
  return readDiagnostics(output)
}

/** Throws if the compiler does not say what it used to say. */
export function readDiagnostics(output: string): Effort {
  const read = (name: string) => {
    const [, value] = new RegExp(`^${name}: +([\\d.]+)s?$`, 'm').exec(output) ?? []
    if (value === undefined) throw new Error(`expected "${name}" in tsc's diagnostics:\n${output}`)
    return Number(value)
  }
  return { instantiations: read('Instantiations'), seconds: read('Total time') }
}
