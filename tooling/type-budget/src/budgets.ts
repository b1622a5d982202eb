import type { Effort } from './measure.ts'

export interface Program {
  name: string
  file: string
  /** The most instantiations that it may take beyond the program above it. Some more than it took when it was set. */
  mostInstantiations: number
}

/** From the framework to a file of a client: each contains the one above it. */
export const programs: readonly Program[] = [
  { name: 'the framework', file: 'framework.ts', mostInstantiations: 250_000 },
  { name: 'an app of 100 routes', file: 'routes.ts', mostInstantiations: 425_000 },
  { name: 'a client that calls each of them', file: 'client.ts', mostInstantiations: 135_000 },
]

/** How long the check of a client's file may take on an idle machine. Printed only: a busy one takes longer. */
export const goalSeconds = 2

export interface Line extends Program {
  instantiations: number
  isMet: boolean
}

/** What each program takes beyond the one above it. */
export function compare(efforts: readonly Effort[]): Line[] {
  return programs.map((program, index) => {
    const instantiations = (efforts[index]?.instantiations ?? 0) - (efforts[index - 1]?.instantiations ?? 0)
    return { ...program, instantiations, isMet: instantiations <= program.mostInstantiations }
  })
}

/** For people: the budgets and, beside them, the time. */
export function formatLines(lines: readonly Line[], seconds: number): string {
  const count = (value: number) => value.toLocaleString('en').padStart(9)
  const rows = lines.map(
    ({ name, instantiations, mostInstantiations, isMet }) =>
      `${name.padEnd(34)}${count(instantiations)} of ${count(mostInstantiations)} instantiations ${isMet ? '✓' : '✗'}`,
  )
  return [
    ...rows,
    `checked all in ${seconds.toFixed(2)} s, goal: under ${goalSeconds} s on an idle machine`,
  ].join('\n')
}
