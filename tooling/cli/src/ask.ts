import { Failure } from './failure.ts'

/** Whether a person sits at the terminal, who can be asked. */
export function hasTerminal(): boolean {
  return process.stdin.isTTY === true && process.stdout.isTTY === true
}

export interface TextQuestion {
  message: string
  /** What is there to begin with. */
  initial?: string
  /** Throws a Failure for an answer that will not do. */
  check(answer: string): unknown
}

export async function askText({ message, initial = '', check }: TextQuestion): Promise<string> {
  const { text } = await import('@clack/prompts')
  return answered(
    text({ message, initialValue: initial, validate: (answer = '') => problemIn(answer, check) }),
  )
}

export async function askOne(message: string, answers: readonly string[]): Promise<string> {
  const { select } = await import('@clack/prompts')
  return answered(select({ message, options: answers.map((value) => ({ value })) }))
}

// The prompts take a while to load: a command that asks nothing does without them.
async function answered(question: Promise<string | symbol>): Promise<string> {
  const answer = await question
  if (typeof answer === 'symbol') throw new Failure('cancelled: nothing was changed')
  return answer
}

function problemIn(answer: string, check: TextQuestion['check']): string | undefined {
  try {
    check(answer)
    return undefined
  } catch (error) {
    if (error instanceof Failure) return error.message
    throw error
  }
}
