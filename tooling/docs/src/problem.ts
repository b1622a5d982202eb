/** Something in a page that is not so. */
export interface Problem {
  /** The page's path from the repository's root. */
  page: string
  /** Counted from 1. */
  line: number
  message: string
}

export function formatProblem({ page, line, message }: Problem): string {
  return `${page}:${line}: ${message}`
}

/** By page, then by line. */
export function comparePlaces(one: Problem, other: Problem): number {
  return one.page.localeCompare(other.page) || one.line - other.line
}
