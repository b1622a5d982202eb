import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

/** Remembers files, or that they are not there. The result puts them back. */
export function keepFiles(paths: readonly string[]): () => void {
  const kept = paths.map((path) => ({ path, content: existsSync(path) ? readFileSync(path) : undefined }))
  return () => {
    for (const { path, content } of kept) {
      if (content) writeFileSync(path, content)
      else rmSync(path, { force: true })
    }
  }
}
