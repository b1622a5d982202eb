import { ApiError } from '../api.ts'
import { confirm, type Dialog, openDialog } from '../page/dialog.ts'
import { type Child, h } from '../page/dom.ts'
import { form } from '../page/form.ts'
import { attempt, notice } from '../page/notices.ts'
import type { Team } from '../team/team.ts'
import type { Task } from '../types.ts'
import type { Changes } from './changes.ts'
import { comments } from './comments.ts'
import { conflict } from './conflict.ts'
import { describeTask, taskControls } from './task-form.ts'
import type { TaskStore } from './task-store.ts'

export interface TaskDialogOptions {
  task: Task
  team: Team
  store: TaskStore
  changes: Changes
}

/** All of a task: to change it, or to read it for who may not. */
export function openTask(options: TaskDialogOptions): void {
  const { task, team, changes } = options
  const mayWrite = team.may('task:write')
  // Somebody may have joined whom it can be given to.
  void attempt(team.reloadMembers)
  openDialog(
    mayWrite ? 'Edit the task' : task.title,
    (dialog) => [
      mayWrite ? editor(options, dialog) : facts(task, team),
      team.has('comments') && comments({ taskId: task.id, team, changes }, dialog.life),
    ],
    'task',
  )
}

function facts(task: Task, team: Team): HTMLElement {
  const { Title: _, ...words } = describeTask(task, team)
  return h(
    'dl',
    {},
    ...Object.entries(words).flatMap(([name, text]) => [h('dt', {}, name), h('dd', {}, text)]),
  )
}

function editor({ task, team, store }: TaskDialogOptions, { close, life }: Dialog): HTMLElement {
  const controls = taskControls(task, team, life)
  const news = h('div', { class: 'news', role: 'alert' })
  // What the changes are made to: what was read last.
  let base = task

  async function save(): Promise<void> {
    const fields = controls.changes(base)
    if (Object.keys(fields).length > 0) await store.change(base, fields)
    close()
  }

  async function removeTask(): Promise<void> {
    const question = { text: 'There is no way back.', action: 'Delete' }
    if (!(await confirm(`Delete “${base.title}”?`, question))) return
    await store.remove(base)
    close()
    notice(`“${base.title}” is deleted.`)
  }

  /** Somebody was faster: shows what they have changed, and goes on from there with what is changed here. */
  async function orConflict(run: () => Promise<void>): Promise<void> {
    try {
      await run()
    } catch (error) {
      if (!(error instanceof ApiError) || ![404, 412].includes(error.status)) throw error
      const now = await store.refresh(base.id)
      if (!now) throw new Error('somebody has deleted this task meanwhile')
      news.replaceChildren(conflict({ before: base, now, team, take: () => take(now) }))
      controls.fill({ ...now, ...controls.changes(base) })
      base = now
    }
  }

  function take(now: Task): void {
    controls.fill(now)
    news.replaceChildren()
    element.querySelector('input')?.focus()
  }

  const beside: Child[] = [
    h('button', { type: 'button', onclick: close }, 'Cancel'),
    h(
      'button',
      { type: 'button', class: 'danger end', onclick: () => attempt(() => orConflict(removeTask)) },
      'Delete',
    ),
  ]
  const element = form(
    { submit: 'Save', onSubmit: () => orConflict(save), beside },
    ...controls.elements,
    news,
  )
  return element
}
