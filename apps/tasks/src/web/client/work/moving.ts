import { ApiError } from '../api.ts'
import { complain, notice, say } from '../page/notices.ts'
import type { Status, Task } from '../types.ts'
import { statusLabel } from './statuses.ts'
import type { TaskStore } from './task-store.ts'

/** Puts a task into a column, before the card that is given, or at the end. */
export type Move = (task: Task, status: Status, before?: Task) => Promise<void>

export function createMove(store: TaskStore): Move {
  return async (task, status, before) => {
    const fields = { status, position: positionBefore(before, status, task, store.tasks.value) }
    try {
      await store.change(task, fields)
      say(`“${task.title}” is in ${statusLabel(status)}.`)
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 412) return complain(error)
      await store.refresh(task.id)
      notice(
        `“${task.title}” was changed by somebody meanwhile: this is how it is now. Move it again if you like.`,
      )
    }
  }
}

/** Between two tasks there is always room for another. */
function positionBefore(
  before: Task | undefined,
  status: Status,
  moved: Task,
  tasks: readonly Task[],
): number {
  const others = tasks.filter((task) => task.id !== moved.id)
  if (!before) return Math.max(0, ...others.map(({ position }) => position)) + 1
  const column = others.filter((task) => task.status === status)
  const previous = column[column.findIndex(({ id }) => id === before.id) - 1]
  return previous ? (previous.position + before.position) / 2 : before.position - 1
}
