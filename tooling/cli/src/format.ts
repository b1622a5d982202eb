import { runQuietly } from './quiet-child.ts'

/** Formats a folder by the repository's Biome and its rules: line breaks and the order of imports go by names. */
export async function formatFolder(root: string, path: string): Promise<void> {
  await biome(root, ['check', '--write', path])
}

/** The text that a file at `path` should have. */
export function formatText(root: string, path: string, text: string): Promise<string> {
  return biome(root, ['check', '--write', `--stdin-file-path=${path}`], text)
}

function biome(root: string, args: string[], input = ''): Promise<string> {
  const program = Bun.resolveSync('@biomejs/biome/bin/biome', import.meta.dir)
  return runQuietly([process.execPath, program, ...args], { cwd: root, input })
}
