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
  return answered<string>(
    text({ message, initialValue: initial, validate: (answer = '') => problemIn(answer, check) }),
  )
}

export async function askOne(message: string, answers: readonly string[]): Promise<string> {
  const { select } = await import('@clack/prompts')
  return answered<string>(select({ message, options: answers.map((value) => ({ value })) }))
}

/** None, one or several of these, by their names; each has a word of what it is. */
export async function askSome<Name extends string>(
  message: string,
  answers: Readonly<Record<Name, string>>,
): Promise<Name[]> {
  const { multiselect } = await import('@clack/prompts')
  const names = Object.keys(answers) as Name[] // the keys of a literal
  const options = names.map((name) => ({ value: name as string, label: name, hint: answers[name] }))
  const chosen = await answered<string[]>(multiselect({ message, options, required: false }))
  return names.filter((name) => chosen.includes(name))
}

// The prompts take a while to load: a command that asks nothing does without them.
async function answered<T>(question: Promise<T | symbol>): Promise<T> {
  const answer = await question
  if (isAnswer(answer)) return answer
  throw new Failure('cancelled: nothing was changed')
}

// What is cancelled is answered by a symbol.
function isAnswer<T>(answer: T | symbol): answer is T {
  return typeof answer !== 'symbol'
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
