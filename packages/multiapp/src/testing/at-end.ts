const key = Symbol.for('@repo/multiapp/testing/at-end')
const shared = globalThis as typeof globalThis & { [key]?: Set<() => Promise<void>> }

/** Has something closed after the last test of the run. */
export function atEnd(close: () => Promise<void>): void {
  shared[key] ??= new Set()
  shared[key].add(close)
}

export async function closeAtEnd(): Promise<void> {
  await Promise.all([...(shared[key] ?? [])].map((close) => close()))
}
