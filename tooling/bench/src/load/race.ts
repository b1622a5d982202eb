import { alternate } from '../rounds.ts'
import type { Bench, Goal, Row } from '../topic.ts'
import { runInFlight } from './in-flight.ts'

/** One way to do something, against another that does the same. */
export interface Contestant {
  name: string
  inFlight: number
  run(): Promise<unknown>
  /** Absent for what the others are compared with. */
  comparedWith?: Contestant
  goal?: Goal
}

export interface RaceOptions extends Pick<Bench, 'rounds' | 'progress'> {
  topic: string
  contestants: readonly Contestant[]
  secondsPerRound: number
}

// What slows the machine for a while lasts longer than a turn, and so slows neighbours alike.
const turnsPerRound = 4

/** Measures the contestants in turn, in this process; a row each. */
export async function race(options: RaceOptions): Promise<Row[]> {
  const { topic, contestants, rounds, secondsPerRound, progress } = options
  const samples = await alternate({
    sides: contestants,
    rounds: rounds * turnsPerRound,
    onRound(turn) {
      if (turn === 0) progress(`${topic}: warming up`)
      else if (turn % turnsPerRound === 1)
        progress(`${topic}: round ${Math.ceil(turn / turnsPerRound)} of ${rounds}`)
    },
    measure: ({ inFlight, run }, turn) =>
      runInFlight({ inFlight, seconds: turn === 0 ? secondsPerRound : secondsPerRound / turnsPerRound, run }),
  })
  return contestants.map((contestant) => {
    const { name, inFlight, comparedWith, goal } = contestant
    return {
      name: `${name}, ${inFlight} in flight`,
      value: samples.median(contestant),
      unit: 'op/s',
      ratio: comparedWith ? samples.ratio(contestant, comparedWith) : 1,
      ...(goal && { goal }),
    }
  })
}
