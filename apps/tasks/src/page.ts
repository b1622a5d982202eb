/** A part of a list, and the cursor that leads to the next; null at its end. */
export interface Page<Item> {
  items: Item[]
  nextCursor: string | null
}

/** The page of `rows`, of which one more than `limit` was asked for: it says whether there is another page. */
export function toPage<Item>(
  rows: readonly Item[],
  limit: number,
  cursorOf: (last: Item) => string,
): Page<Item> {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: rows.length > limit && last ? cursorOf(last) : null }
}
