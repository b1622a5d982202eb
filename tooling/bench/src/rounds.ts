import { median } from './median.ts'

/** What each side of a comparison measured, one value a round. */
export interface Samples<Side> {
  median(side: Side): number
  /** The median over the rounds of `of / to`: what slows the machine for a while slows both sides of a round. */
  ratio(of: Side, to: Side): number
  /** The median over the rounds of `of - to`. */
  difference(of: Side, to: Side): number
}

export interface AlternateOptions<Side> {
  sides: readonly Side[]
  rounds: number
  /** Round 0 warms up and is not counted. */
  measure(side: Side, round: number): Promise<number>
  onRound?(round: number): void
}

/** Measures every side once a round, A B C, then C B A, and so on, so that no side always comes first. */
export async function alternate<Side>(options: AlternateOptions<Side>): Promise<Samples<Side>> {
  const { sides, rounds, measure, onRound } = options
  const values = new Map<Side, number[]>(sides.map((side) => [side, []]))
  for (let round = 0; round <= rounds; round++) {
    onRound?.(round)
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
      const value = await measure(side, round)
      if (round > 0) values.get(side)?.push(value)
    }
  }

  const of = (side: Side) => values.get(side) ?? []
  const paired = (left: Side, right: Side, combine: (left: number, right: number) => number) =>
    median(of(left).map((value, round) => combine(value, of(right)[round] ?? Number.NaN)))
  return {
    median: (side) => median(of(side)),
    ratio: (left, right) => paired(left, right, (a, b) => a / b),
    difference: (left, right) => paired(left, right, (a, b) => a - b),
  }
}
