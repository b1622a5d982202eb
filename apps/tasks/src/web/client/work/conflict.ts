import { h } from '../page/dom.ts'
import type { Team } from '../team/team.ts'
import type { Task } from '../types.ts'
import { describeTask } from './task-form.ts'

export interface ConflictOptions {
  /** The task as it was when the form was filled. */
  before: Task
  /** The task as it is. */
  now: Task
  team: Team
  /** Puts what is now into the form. */
  take(): void
}

/** Says that a task was changed by somebody else meanwhile, and how. */
export function conflict({ before, now, team, take }: ConflictOptions): HTMLElement {
  const was = describeTask(before, team)
  const changed = Object.entries(describeTask(now, team)).filter(
    ([name, text]) => text !== was[name as keyof typeof was],
  )
  return h(
    'div',
    { class: 'conflict' },
    h('p', {}, h('strong', {}, 'Somebody has changed this task meanwhile.'), ' This is new:'),
    h('dl', {}, ...changed.flatMap(([name, text]) => [h('dt', {}, name), h('dd', {}, text)])),
    h(
      'p',
      {},
      'What you have changed is still here: save again to keep it, or ',
      h('button', { type: 'button', class: 'link', onclick: take }, 'take the new one'),
      '.',
    ),
  )
}
