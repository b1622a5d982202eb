import type { Status } from '../types.ts'

export interface DropTarget {
  list: HTMLElement
  status: Status
}

/** Lets cards be dragged: calls `drop` with a card's id, its new column, and the id of the card that it is put before. */
export function enableDrag(
  targets: readonly DropTarget[],
  drop: (id: string, status: Status, before: string | undefined) => void,
): void {
  let dragged: HTMLElement | undefined

  for (const { list, status } of targets) {
    list.addEventListener('dragstart', (event) => {
      dragged = cardOf(event.target)
      if (!dragged || !event.dataTransfer) return
      event.dataTransfer.effectAllowed = 'move'
      event.dataTransfer.setData('text/plain', dragged.querySelector('.title')?.textContent ?? '')
      dragged.classList.add('dragged')
    })
    list.addEventListener('dragend', () => {
      dragged?.classList.remove('dragged')
      dragged = undefined
      unmark()
    })
    list.addEventListener('dragover', (event) => {
      if (!dragged) return
      event.preventDefault()
      unmark()
      const before = cardBelow(list, event.clientY, dragged)
      ;(before ?? list).classList.add(before ? 'drop-before' : 'drop-at-end')
    })
    list.addEventListener('drop', (event) => {
      if (!dragged?.dataset.id) return
      event.preventDefault()
      drop(dragged.dataset.id, status, cardBelow(list, event.clientY, dragged)?.dataset.id)
    })
  }

  function unmark(): void {
    for (const { list } of targets) {
      list.classList.remove('drop-at-end')
      for (const card of list.children) card.classList.remove('drop-before')
    }
  }
}

function cardOf(target: EventTarget | null): HTMLElement | undefined {
  return target instanceof Element ? (target.closest<HTMLElement>('.card') ?? undefined) : undefined
}

function cardBelow(list: HTMLElement, y: number, dragged: HTMLElement): HTMLElement | undefined {
  return [...list.querySelectorAll<HTMLElement>('.card')].find((card) => {
    const { top, height } = card.getBoundingClientRect()
    return card !== dragged && y < top + height / 2
  })
}
