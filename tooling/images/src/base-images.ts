import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './apps.ts'

export interface BaseImages {
  bunVersion: string
  /** What programs are compiled in. */
  build: string
  /** What they run on. */
  runtime: string
}

/** The base images that the Dockerfile names. Throws an Error if it names one in a way that is not understood. */
export function readBaseImages(file = join(root, 'docker/Dockerfile')): BaseImages {
  const defaults = Object.fromEntries(
    [...readFileSync(file, 'utf8').matchAll(/^ARG (\w+)=(\S+)$/gm)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  )
  const read = (name: string): string => {
    const value = defaults[name]
    if (!value) throw new Error(`${file}: expected "ARG ${name}=…" at its top`)
    return value.replace(/\$\{(\w+)\}/g, (_, other: string) => read(other))
  }
  return { bunVersion: read('BUN_VERSION'), build: read('BUILD_IMAGE'), runtime: read('RUNTIME_IMAGE') }
}
