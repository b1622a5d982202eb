/** Says how far a command is: a bar on a terminal, else nothing but the lines. */
export interface Progress {
  /** Prints a line that stays. */
  line(text: string): void
  /** Prints a line where there is no bar, which says as much. */
  detail(text: string): void
  /** One of the total is done; `label` says what is at work. */
  advance(label: string): void
  close(): void
}

const barWidth = 24
const clearLine = '\r\x1b[K'

type Terminal = Pick<NodeJS.WriteStream, 'isTTY' | 'columns'> & { write(text: string): unknown }

export function createProgress(total: number, terminal: Terminal = process.stdout): Progress {
  if (!terminal.isTTY) {
    const line = (text: string) => console.log(text)
    return { line, detail: line, advance() {}, close() {} }
  }
  let done = 0
  let label = ''
  const draw = () => {
    const filled = Math.round((done / Math.max(total, 1)) * barWidth)
    const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled)
    terminal.write(clearLine + `${bar} ${done}/${total} ${label}`.slice(0, terminal.columns || 80))
  }
  draw()
  return {
    line(text) {
      terminal.write(`${clearLine}${text}\n`)
      draw()
    },
    detail() {},
    advance(newLabel) {
      done++
      label = newLabel
      draw()
    },
    close: () => void terminal.write(clearLine),
  }
}
