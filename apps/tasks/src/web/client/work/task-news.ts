import { attempt, notice } from '../page/notices.ts'
import type { Team } from '../team/team.ts'
import type { Change, Task } from '../types.ts'
import type { Changes } from './changes.ts'
import { statusLabel } from './statuses.ts'
import type { TaskStore } from './task-store.ts'

export interface TaskNewsOptions {
  projectId: string
  store: TaskStore
  team: Team
  changes: Changes
}

/** Keeps a project's tasks as they are on the server, and says what others have done to them. */
export function followTasks({ projectId, store, team, changes }: TaskNewsOptions, life: AbortSignal): void {
  const known = (id: string | undefined) => store.tasks.value.find((task) => task.id === id)

  async function follow({ type, taskId, version, actor }: Change): Promise<void> {
    const before = known(taskId)
    const tell = (words: string | undefined) => {
      if (words && actor !== team.me.id && !life.aborted) notice(`${team.nameOf(actor)} ${words}`)
    }
    if (!taskId) return
    await team.meet(actor)
    if (type === 'task.deleted') {
      store.forget(taskId)
      return tell(before && `deleted “${before.title}”.`)
    }
    if (type === 'comment.created') return tell(before && `commented on “${before.title}”.`)
    // What this window has changed itself, it has already.
    if (before && version !== undefined && before.version >= version) return
    const now = await store.refresh(taskId)
    await team.meet(now?.assignee)
    if (now) tell(before ? difference(before, now, team) : `added “${now.title}”.`)
  }

  // One after another, so that each is compared with what the one before has left.
  let last = Promise.resolve()
  changes.on((change) => {
    const isReset = change.type === 'reset'
    if (!isReset && change.projectId !== projectId) return
    last = last.then(() => attempt(() => (isReset ? store.load() : follow(change))))
  }, life)
}

function difference(before: Task, now: Task, team: Team): string | undefined {
  if (before.version >= now.version) return undefined
  if (before.status !== now.status) return `moved “${now.title}” to ${statusLabel(now.status)}.`
  if (before.assignee !== now.assignee && now.assignee === team.me.id) return `gave you “${now.title}”.`
  return `changed “${now.title}”.`
}
