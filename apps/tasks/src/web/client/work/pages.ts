import { get, type Page } from '../api.ts'

const mostPages = 10

/** The whole of a list, or as much as a page should show. */
export async function readAll<Item>(path: string): Promise<{ items: Item[]; isPart: boolean }> {
  const items: Item[] = []
  let cursor: string | null = null
  for (let count = 0; count < mostPages; count++) {
    const query = new URLSearchParams({ limit: '100', ...(cursor !== null && { cursor }) })
    const page: Page<Item> = await get(`${path}?${query}`)
    items.push(...page.items)
    cursor = page.nextCursor
    if (cursor === null) return { items, isPart: false }
  }
  return { items, isPart: true }
}
