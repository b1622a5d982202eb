import { LRUCache } from 'lru-cache'

/**
 * A map of at most so many entries, in which what was used longest ago makes room. By size and not by `max`, for which
 * lru-cache would reserve the room of all of them: 220 KB for 10,000, in every app.
 */
export function createBoundedMap<Value extends object | number>(maxEntries: number): LRUCache<string, Value> {
  return new LRUCache<string, Value>({ maxSize: maxEntries, sizeCalculation: () => 1 })
}
