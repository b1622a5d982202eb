import { existsSync, readFileSync, writeFileSync } from 'node:fs'

/** Changes the text of a file that a repository may well do without. */
export function changeIfThere(file: string, change: (text: string) => string): void {
  if (!existsSync(file)) return
  const text = readFileSync(file, 'utf8')
  const changed = change(text)
  if (changed !== text) writeFileSync(file, changed)
}
