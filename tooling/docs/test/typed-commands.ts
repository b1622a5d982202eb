/** A command of a console, and what the page says that it prints. */
export interface TypedCommand {
  line: number
  command: string
  output: readonly string[]
}

/** The commands behind `$`; one that ends with a backslash goes on in the next line. */
export function readConsole(text: string, firstLine: number): TypedCommand[] {
  const commands: { line: number; command: string; output: string[] }[] = []
  for (const [index, row] of text.split('\n').entries()) {
    const last = commands.at(-1)
    if (row.startsWith('$ ')) commands.push({ line: firstLine + index, command: row.slice(2), output: [] })
    else if (last?.command.endsWith('\\') && last.output.length === 0) last.command += `\n${row}`
    else last?.output.push(row)
  }
  return commands
}

/**
 * The first line that is expected and does not come, or undefined. Lines come in order, perhaps with others between;
 * numbers, ids and times may be others, and `…` stands for what is left out.
 */
export function missingLine(expected: readonly string[], printed: string): string | undefined {
  const lines = printed.split('\n').map(plain)
  let from = 0
  for (const line of expected) {
    const pattern = plain(line)
    if (pattern === '' || pattern === '…') continue
    const [start = '', ...ends] = pattern.split('…')
    const found = lines.findIndex(
      (candidate, index) =>
        index >= from && candidate.startsWith(start) && ends.every((end) => candidate.includes(end)),
    )
    if (found < 0) return line
    from = found + 1
  }
  return undefined
}

const escapeCode = String.fromCharCode(27)

function plain(line: string): string {
  return line
    .replaceAll(new RegExp(`${escapeCode}\\[[0-9;]*m`, 'g'), '')
    .replace(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<id>')
    .replace(/\d+(?:\.\d+)?/g, '0')
    .replace(/\s+/g, ' ')
    .trim()
}
