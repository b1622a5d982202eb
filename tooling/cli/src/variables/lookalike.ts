/** The one of `known` that `name` was perhaps meant to be; undefined if it is known, or like none of them. */
export function lookalikeOf(name: string, known: readonly string[]): string | undefined {
  if (known.includes(name)) return undefined
  const wanted = name.toUpperCase().replaceAll('-', '_')
  const [nearest] = known
    .map((candidate) => ({ candidate, distance: editDistance(wanted, candidate) }))
    .filter(({ candidate, distance }) => distance <= tolerance(candidate))
    .sort((one, other) => one.distance - other.distance)
  return nearest?.candidate
}

// Every second short word is like another one: HOME is two letters from HOST.
function tolerance(name: string): number {
  if (name.length < 6) return 0
  return name.length < 9 ? 1 : 2
}

/** How many letters to add, remove, change or swap with their neighbour (optimal string alignment). */
export function editDistance(one: string, other: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let i = 1; i <= one.length; i++) {
    const row = [i]
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1]
      const swapped = one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]
      row[j] = Math.min(
        at(last, j) + 1,
        at(row, j - 1) + 1,
        at(last, j - 1) + (same ? 0 : 1),
        swapped ? at(beforeLast, j - 2) + 1 : Number.POSITIVE_INFINITY,
      )
    }
    beforeLast = last
    last = row
  }
  return at(last, other.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY
}
