/** The value that this share of the values is at most: 0.99 is the 99th percentile. Throws a RangeError if there are none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const found = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]
  if (found === undefined) throw new RangeError('no values: a quantile needs one')
  return found
}
