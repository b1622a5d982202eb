/** Waits until `look` returns something truthy, and returns it. */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  { everyMs = 200, seconds = 10 } = {},
): Promise<NonNullable<T>> {
  for (const deadline = Date.now() + seconds * 1000; ; await Bun.sleep(everyMs)) {
    const found = await look()
    if (found) return found
    if (Date.now() > deadline) throw new Error(`waited ${seconds} s for ${what}`)
  }
}
