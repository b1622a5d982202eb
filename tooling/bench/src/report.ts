import type { BenchDatabase } from './fixture/database.ts'
import { createBenchDatabase } from './fixture/database.ts'
import { describeMachine, type Machine, readVersions } from './machine.ts'
import { type Bench, type Goal, isMet, type Row, type Topic, type Unit } from './topic.ts'

/** What `--json` prints. */
export interface Report {
  machine: Machine
  versions: Record<string, string>
  rows: ReportRow[]
  notMeasured: NotMeasured[]
}

/** Rows that were left out, by name. */
export interface NotMeasured {
  topic: string
  names: readonly string[]
  reason: string
}

export interface ReportRow {
  topic: string
  name: string
  value: number
  unit: Unit
  /** Speed relative to the row it is compared with, or null if there is none. */
  ratio: number | null
  goal: Goal | null
  met: boolean | null
}

export interface MeasureOptions {
  topics: readonly Topic[]
  rounds: number
  progress(line: string): void
}

/** Measures the topics one after the other. What a topic needs and this machine has not, is left out and named. */
export async function measureTopics({ topics, rounds, progress }: MeasureOptions): Promise<Report> {
  const machine = describeMachine()
  const rows: ReportRow[] = []
  const notMeasured: NotMeasured[] = []
  let database: BenchDatabase | undefined
  const bench: Bench = {
    rounds,
    progress,
    async database() {
      database ??= await createBenchDatabase(progress)
      return database
    },
  }
  try {
    for (const { name: topic, requirement, measure } of topics) {
      const reason = requirement?.findProblem()
      if (requirement && reason) {
        progress(`${topic}: ${reason}`)
        notMeasured.push({ topic, names: requirement.rowNames, reason })
      } else {
        rows.push(...(await measure(bench)).map((row) => toReportRow(topic, row)))
      }
    }
    const versions = readVersions(database?.serverVersion)
    return { machine, versions, rows, notMeasured }
  } finally {
    await database?.[Symbol.asyncDispose]()
  }
}

function toReportRow(topic: string, row: Row): ReportRow {
  const { name, value, unit, ratio, goal } = row
  return {
    topic,
    name,
    value: round(value),
    unit,
    ratio: ratio === undefined ? null : round(ratio),
    goal: goal ?? null,
    met: isMet(row),
  }
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
