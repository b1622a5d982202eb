/**
 * Calls `fn` for each item, at most `atOnce` of them at a time. Once `fn` has resolved to false, no more are started.
 * Resolves to those that were not started.
 */
export async function sideBySide<T>(
  items: readonly T[],
  atOnce: number,
  fn: (item: T) => Promise<boolean>,
): Promise<T[]> {
  const waiting = [...items]
  let goesOn = true
  const work = async () => {
    for (let item = waiting.shift(); item !== undefined; item = goesOn ? waiting.shift() : undefined) {
      if (!(await fn(item))) goesOn = false
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return waiting
}
