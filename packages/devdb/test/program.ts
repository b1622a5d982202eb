import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Child, Kit } from './kit.ts'

const preload = join(import.meta.dir, '../src/preload.ts')

/** Makes a kit a repository with one program, whose database the preload brings. */
export function writeProgram(kit: Kit, text: string): Kit {
  writeFileSync(join(kit.root, 'package.json'), '{ "workspaces": [] }')
  writeFileSync(join(kit.root, 'main.ts'), text)
  return kit
}

export function runProgram(kit: Kit, flags: string[] = [], env: Record<string, string> = {}): Child {
  return kit.run([process.execPath, ...flags, '--preload', preload, 'main.ts'], {
    DATA_DIR: kit.root,
    ...env,
  })
}
