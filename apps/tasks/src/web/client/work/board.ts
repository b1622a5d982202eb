import { h } from '../page/dom.ts'
import { createRows, keepFocus, place } from '../page/rows.ts'
import type { Team } from '../team/team.ts'
import type { Status, Task } from '../types.ts'
import { createCard } from './card.ts'
import { enableDrag } from './drag.ts'
import { createMove } from './moving.ts'
import { statuses, statusLabel } from './statuses.ts'
import type { TaskStore } from './task-store.ts'

export interface BoardOptions {
  team: Team
  store: TaskStore
  open(task: Task): void
  /** Where the focus goes if what had it is gone. */
  fallback(): HTMLElement | null
}

/** A project's tasks in their columns. */
export function board({ team, store, open, fallback }: BoardOptions, life: AbortSignal): HTMLElement {
  const move = createMove(store)
  const mayMove = team.may('task:write')
  const columns = statuses.map(createColumn)
  const rows = createRows((task: Task) =>
    createCard(task, { team, open, shift: mayMove ? shift : undefined }),
  )
  const inColumn = (status: Status) => store.tasks.value.filter((task) => task.status === status)

  function shift(task: Task, by: number, places: number): void {
    const status = statuses[statuses.indexOf(task.status) + by]
    if (!status) return
    if (by !== 0) return void move(task, status)
    const column = inColumn(status)
    const at = column.findIndex(({ id }) => id === task.id)
    // Before the one above, or before the one after the one below.
    const target = at + (places < 0 ? -1 : 2)
    if (target >= 0 && target <= column.length) void move(task, status, column[target])
  }

  function show(tasks: readonly Task[]): void {
    const elements = rows(tasks)
    keepFocus(() => {
      for (const { status, list, count } of columns) {
        const own = elements.filter((_, index) => tasks[index]?.status === status)
        place(list, own)
        count.textContent = String(own.length)
      }
    }, fallback)
  }

  store.tasks.watch(show, life)
  // Names on the cards are those of the members.
  team.members.watch(() => show(store.tasks.value), life)
  if (mayMove)
    enableDrag(columns, (id, status, before) => {
      const byId = (wanted: string | undefined) => store.tasks.value.find((task) => task.id === wanted)
      const task = byId(id)
      if (task) void move(task, status, byId(before))
    })
  return h('div', { class: 'board' }, ...columns.map(({ element }) => element))
}

function createColumn(status: Status) {
  const count = h('span', { class: 'count' })
  const list = h('ol', { class: 'cards', 'aria-labelledby': `column-${status}` })
  const heading = h('h2', { id: `column-${status}` }, statusLabel(status))
  const element = h(
    'section',
    { class: `column ${status}`, 'aria-labelledby': heading.id },
    h('header', {}, heading, count),
    list,
  )
  return { status, element, list, count }
}
