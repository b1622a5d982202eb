import type { Status } from '../types.ts'

/** A board's columns, from left to right. */
export const statuses: readonly Status[] = ['todo', 'doing', 'done']

const labels: Record<Status, string> = { todo: 'To do', doing: 'Doing', done: 'Done' }

export function statusLabel(status: Status): string {
  return labels[status]
}
