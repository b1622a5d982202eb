import { h } from '../page/dom.ts'
import { field, optionsOf, select } from '../page/form.ts'
import type { Team } from '../team/team.ts'
import type { Status, Task } from '../types.ts'
import { dayLabel } from './days.ts'
import { statuses, statusLabel } from './statuses.ts'
import type { TaskFields } from './task-store.ts'

/** The controls of a task's fields. */
export interface TaskControls {
  elements: HTMLElement[]
  fill(task: Task): void
  /** What is filled in and different from the task. */
  changes(task: Task): Partial<TaskFields>
}

const nobody = { value: '', label: 'Nobody' }

export function taskControls(task: Task, team: Team, life: AbortSignal): TaskControls {
  const title = h('input', { name: 'title', required: true, maxlength: 200 })
  const description = h('textarea', { name: 'description', rows: 5, maxlength: 10_000 })
  const labelled = statuses.map((value) => ({ value, label: statusLabel(value) }))
  const status = select('status', labelled, task.status)
  const assignee = select('assignee', [nobody], '')
  team.members.watch((members) => {
    const chosen = assignee.value
    const people = members.map(({ userId, user }) => ({ value: userId, label: user.name }))
    assignee.replaceChildren(...optionsOf([nobody, ...people], chosen))
  }, life)
  const dueDate = h('input', { name: 'dueDate', type: 'date' })

  function fill(shown: Task): void {
    title.value = shown.title
    description.value = shown.description
    status.value = shown.status
    assignee.value = shown.assignee ?? ''
    dueDate.value = shown.dueDate ?? ''
  }

  function read(): TaskFields {
    return {
      title: title.value,
      description: description.value,
      status: status.value as Status, // one of its options
      assignee: assignee.value || null,
      dueDate: dueDate.value || null,
    }
  }

  fill(task)
  return {
    elements: [
      field('Title', title),
      field('Description', description),
      h('div', { class: 'row' }, field('Status', status), field('Assignee', assignee), field('Due', dueDate)),
    ],
    fill,
    changes: (base) =>
      Object.fromEntries(
        Object.entries(read()).filter(([name, value]) => value !== base[name as keyof TaskFields]),
      ),
  }
}

/** What a task says, in words, by the names of its fields. */
export function describeTask({ title, description, status, assignee, dueDate }: Task, team: Team) {
  return {
    Title: title,
    Description: description === '' ? 'None' : description,
    Status: statusLabel(status),
    Assignee: assignee === null ? nobody.label : team.nameOf(assignee),
    Due: dueDate === null ? 'No date' : dayLabel(dueDate),
  }
}
