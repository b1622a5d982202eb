/** What shows one item of a list. */
export interface Row<Item> {
  element: HTMLElement
  update(item: Item): void
}

/** Makes the elements of items, and keeps them: the same item has the same element, wherever it is put. */
export function createRows<Item extends { id: string }>(
  make: (item: Item) => Row<Item>,
): (items: readonly Item[]) => HTMLElement[] {
  let rows = new Map<string, Row<Item>>()
  return (items) => {
    const known = rows
    rows = new Map(items.map((item) => [item.id, known.get(item.id) ?? make(item)]))
    return items.map((item) => {
      const row = rows.get(item.id) ?? make(item)
      row.update(item)
      return row.element
    })
  }
}

/** Gives a parent exactly these children, and touches those only that are not in their place. */
export function place(parent: HTMLElement, elements: readonly HTMLElement[]): void {
  const wanted = new Set<Element>(elements)
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove()
  let at = parent.firstElementChild
  for (const element of elements) {
    if (element === at) at = at.nextElementSibling
    else parent.insertBefore(element, at)
  }
}

/** An element that is put elsewhere loses the focus: it has it again when `change` is done, or `fallback` if it is gone. */
export function keepFocus(change: () => void, fallback: () => HTMLElement | null): void {
  const focused = document.activeElement
  change()
  if (focused === document.activeElement || !(focused instanceof HTMLElement)) return
  if (focused.isConnected) focused.focus()
  else fallback()?.focus()
}
