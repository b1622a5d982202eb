import type { Machine } from './machine.ts'

/** What a check has found. */
export interface Finding {
  /** `problem`: something does not work. `warning`: something does not work as well as it could. */
  level: 'ok' | 'warning' | 'problem'
  message: string
  /** What to do about it. */
  mend?: string
}

/** One thing to look at. What it throws is a problem, said by its message. */
export interface Check {
  name: string
  /** What it cannot be looked at without: where that is wrong, its own check says so, and this one says nothing. */
  needs?: readonly ('repository' | 'database')[]
  run(machine: Machine): Finding | Finding[] | Promise<Finding | Finding[]>
}

export function ok(message: string): Finding {
  return { level: 'ok', message }
}

export function warning(message: string, mend: string): Finding {
  return { level: 'warning', message, mend }
}

export function problem(message: string, mend: string): Finding {
  return { level: 'problem', message, mend }
}
