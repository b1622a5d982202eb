import type { BenchDatabase } from './fixture/database.ts'

/** A group of rows that are measured together: one file in `topics/`, one line in `topics.ts`. */
export interface Topic {
  name: string
  /** A line for `--help`. */
  summary: string
  requirement?: Requirement
  measure(bench: Bench): Promise<Row[]>
}

/** What a topic needs of the machine. */
export interface Requirement {
  /** The rows that are left out without it. */
  rowNames: readonly string[]
  /** What is missing and how to get it, or undefined. */
  findProblem(): string | undefined
}

/** What a topic measures with. */
export interface Bench {
  rounds: number
  /** A line on standard error. */
  progress(line: string): void
  /** The database of this run, with all fixture apps provisioned: made for the first topic that asks. */
  database(): Promise<BenchDatabase>
}

export type Unit = 'ns' | 'ms' | 's' | 'req/s' | 'op/s' | 'KB'

export interface Row {
  name: string
  value: number
  unit: Unit
  /** Speed relative to the row it is compared with: 1 is as fast, 0.5 half as fast. */
  ratio?: number
  goal?: Goal
}

/** What a row promises of its value or of its ratio. */
export type Goal = { of: 'value'; atMost: number } | { of: 'ratio'; atLeast: number }

/** Whether a row keeps its promise; null if it makes none. */
export function isMet({ value, ratio, goal }: Row): boolean | null {
  if (!goal) return null
  return goal.of === 'value' ? value <= goal.atMost : ratio !== undefined && ratio >= goal.atLeast
}
