export interface Budget {
  what: string
  limit: number
  unit: 'MB' | 'ms' | 's'
}

/** What an image may cost. Sizes are the same on every machine: over them a build fails. Times are printed. */
export const budgets = {
  binary: { what: 'binary', limit: 130, unit: 'MB' },
  image: { what: 'image, unpacked', limit: 270, unit: 'MB' },
  ready: { what: 'ready after its start, with the database up', limit: 300, unit: 'ms' },
  rebuild: { what: 'second build without changes', limit: 5, unit: 's' },
} as const satisfies Record<string, Budget>

/** `binary: 116 MB (budget 130 MB)`. */
export function budgetLine({ what, limit, unit }: Budget, value: number): string {
  const digits = unit === 's' ? 1 : 0
  return `${what}: ${value.toFixed(digits)} ${unit} (budget ${limit} ${unit})${value > limit ? ' EXCEEDED' : ''}`
}

/** Throws an Error if the value is over its budget. */
export function assertBudget(budget: Budget, value: number): void {
  if (value > budget.limit) throw new Error(`over its budget: ${budgetLine(budget, value)}`)
}

export function toMegabytes(bytes: number): number {
  return bytes / 1e6
}
