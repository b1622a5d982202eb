/** Ends the command with an exit code. Each message is a line on stderr; none means that all is said. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly messages: readonly string[]
  readonly exitCode: 1 | 2

  constructor(messages: string | readonly string[] = [], exitCode: 1 | 2 = 1) {
    const lines = [messages].flat()
    super(lines.join('\n'))
    this.messages = lines
    this.exitCode = exitCode
  }
}

/** What the caller has to write differently. */
export function wrongUsage(message: string): Failure {
  return new Failure(message, 2)
}
