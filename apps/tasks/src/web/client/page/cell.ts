/** A value that views show, each time that it changes. */
export interface Cell<T> {
  readonly value: T
  set(value: T): void
  /** Calls `fn` now and at each change, until the view's life is over. */
  watch(fn: (value: T) => void, life: AbortSignal): void
}

export function createCell<T>(first: T): Cell<T> {
  let value = first
  const watchers = new Set<(value: T) => void>()
  return {
    get value() {
      return value
    },
    set(next) {
      value = next
      for (const fn of [...watchers]) fn(value)
    },
    watch(fn, life) {
      if (life.aborted) return
      watchers.add(fn)
      life.addEventListener('abort', () => watchers.delete(fn))
      fn(value)
    },
  }
}
