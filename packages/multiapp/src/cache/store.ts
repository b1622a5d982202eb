/** What a value is kept as: JSON as text, bytes as they are. */
export type Stored = string | Uint8Array

/** Where a cache keeps its values. Keys are complete: the store adds nothing to them and takes them literally. */
export interface CacheStore {
  get(key: string): Stored | undefined | Promise<Stored | undefined>
  /** What `get` gives, if that can be said without waiting. */
  peek?(key: string): Stored | undefined
  set(key: string, value: Stored, ttlMs: number): void | Promise<void>
  delete(keys: readonly string[]): void | Promise<void>
  /** Deletes every key that begins with `prefix`. */
  clear(prefix: string): void | Promise<void>
  close(): void | Promise<void>
}
