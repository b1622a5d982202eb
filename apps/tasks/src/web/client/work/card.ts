import { h, unseen } from '../page/dom.ts'
import { icon } from '../page/icons.ts'
import type { Row } from '../page/rows.ts'
import { avatar } from '../team/avatar.ts'
import type { Team } from '../team/team.ts'
import type { Task } from '../types.ts'
import { dayLabel, isPast } from './days.ts'
import { statuses, statusLabel } from './statuses.ts'

export interface CardOptions {
  team: Team
  open(task: Task): void
  /** Moves it by so many columns, or so many places in its own; undefined for who may not. */
  shift: ((task: Task, columns: number, places: number) => void) | undefined
}

const arrows: Record<string, [columns: number, places: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** A task on the board: its title opens it, buttons and Shift with the arrow keys move it. */
export function createCard(first: Task, { team, open, shift }: CardOptions): Row<Task> {
  let task = first
  const title = h('button', {
    type: 'button',
    class: 'title',
    onclick: () => open(task),
    'aria-keyshortcuts': shift && 'Shift+ArrowLeft Shift+ArrowRight Shift+ArrowUp Shift+ArrowDown',
  })
  const facts = h('p', { class: 'facts' })
  const [back, forth] = shift ? [mover(-1, shift), mover(1, shift)] : []
  const element = h(
    'li',
    { class: 'card', draggable: shift && 'true', onkeydown: byKey },
    title,
    h('div', { class: 'foot' }, facts, shift && h('div', { class: 'moves' }, back?.button, forth?.button)),
  )

  function mover(columns: 1 | -1, run: NonNullable<CardOptions['shift']>) {
    const label = unseen('')
    const button = h(
      'button',
      { type: 'button', class: 'quiet', onclick: () => run(task, columns, 0) },
      icon(columns < 0 ? 'left' : 'right'),
      label,
    )
    const update = () => {
      const target = statuses[statuses.indexOf(task.status) + columns]
      button.hidden = target === undefined
      if (target) label.textContent = `Move to ${statusLabel(target)}: ${task.title}`
    }
    return { button, update }
  }

  function byKey(event: Event): void {
    if (!shift || !(event instanceof KeyboardEvent) || !event.shiftKey || event.target !== title) return
    const arrow = arrows[event.key]
    if (!arrow) return
    event.preventDefault()
    shift(task, ...arrow)
  }

  return {
    element,
    update(next) {
      task = next
      element.dataset.id = task.id
      title.textContent = task.title
      facts.replaceChildren(...factsOf(task, team))
      back?.update()
      forth?.update()
    },
  }
}

function factsOf({ dueDate, assignee, status, description }: Task, team: Team): HTMLElement[] {
  const isLate = dueDate !== null && status !== 'done' && isPast(dueDate)
  return [
    ...(assignee === null
      ? []
      : [
          h(
            'span',
            { class: 'assignee' },
            unseen('Assigned to '),
            avatar(assignee, team.nameOf(assignee)),
            unseen(team.nameOf(assignee)),
          ),
        ]),
    ...(dueDate === null
      ? []
      : [
          h(
            'time',
            { class: isLate ? 'due late' : 'due', datetime: dueDate },
            icon('calendar'),
            unseen(isLate ? 'overdue since ' : 'due '),
            dayLabel(dueDate),
          ),
        ]),
    ...(description === ''
      ? []
      : [h('span', { class: 'more', title: 'has a description' }, '≡', unseen('has a description'))]),
  ]
}
