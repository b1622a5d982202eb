import { ApiError, get, patch, post, remove } from '../api.ts'
import { type Cell, createCell } from '../page/cell.ts'
import type { Task } from '../types.ts'
import { readAll } from './pages.ts'

export type TaskFields = Pick<Task, 'title' | 'description' | 'status' | 'assignee' | 'dueDate'>

/** A project's tasks in their order, as far as they are known here. */
export interface TaskStore {
  tasks: Cell<readonly Task[]>
  /** Whether there are more than are shown. */
  isPart: Cell<boolean>
  load(): Promise<void>
  /** Reads one anew; undefined if it is gone. */
  refresh(id: string): Promise<Task | undefined>
  create(title: string): Promise<Task>
  /** Changes the version that is given. Throws an ApiError of 412 if there is another one by now. */
  change(task: Task, fields: Partial<TaskFields & Pick<Task, 'position'>>): Promise<Task>
  /** As `change`. */
  remove(task: Task): Promise<void>
  forget(id: string): void
}

export function createTaskStore(projectId: string): TaskStore {
  const tasks = createCell<readonly Task[]>([])
  const isPart = createCell(false)
  // What is gone does not come back with a list that was read before.
  const gone = new Set<string>()
  const versionOf = (task: Task) => ({ 'if-match': `"${task.version}"` })

  function merge(given: readonly Task[], isWanted: (task: Task) => boolean = () => true): void {
    const all = new Map(tasks.value.filter(isWanted).map((task) => [task.id, task]))
    for (const task of given) {
      const known = all.get(task.id)
      // Answers may come in another order than changes.
      if (!gone.has(task.id) && (!known || known.version <= task.version)) all.set(task.id, task)
    }
    tasks.set([...all.values()].sort(inOrder))
  }

  function forget(id: string): void {
    gone.add(id)
    merge([], (task) => task.id !== id)
  }

  return {
    tasks,
    isPart,
    forget,
    async load() {
      const before = new Set(tasks.value.map(({ id }) => id))
      const list = await readAll<Task>(`/api/projects/${projectId}/tasks`)
      const listed = new Set(list.items.map(({ id }) => id))
      merge(list.items, ({ id }) => listed.has(id) || !before.has(id))
      isPart.set(list.isPart)
    },
    async refresh(id) {
      try {
        const task = await get<Task>(`/api/tasks/${id}`)
        merge([task])
        return task
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 404) throw error
        forget(id)
        return undefined
      }
    },
    async create(title) {
      const task = await post<Task>(`/api/projects/${projectId}/tasks`, { title })
      merge([task])
      return task
    },
    async change(task, fields) {
      const changed = await patch<Task>(`/api/tasks/${task.id}`, fields, versionOf(task))
      merge([changed])
      return changed
    },
    async remove(task) {
      await remove(`/api/tasks/${task.id}`, versionOf(task))
      forget(task.id)
    },
  }
}

function inOrder(a: Task, b: Task): number {
  return a.position - b.position || (a.id < b.id ? -1 : 1)
}
