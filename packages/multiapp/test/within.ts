/** What a promise settles with; rejects if that takes longer. */
export function within<T>(ms: number, run: Promise<T>): Promise<T> {
  const late = Bun.sleep(ms).then(() => {
    throw new Error(`not settled within ${ms} ms`)
  })
  return Promise.race([run, late])
}
