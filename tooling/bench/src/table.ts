import type { Report, ReportRow } from './report.ts'
import type { Unit } from './topic.ts'

/** The report for people: where it was measured, a row a line with its columns aligned, and what is missing. */
export function formatReport({ machine, versions, rows, notMeasured }: Report): string {
  const { cpu, cores, memoryGb, os, loadAverage } = machine
  return [
    `${cpu}, ${cores} cores, ${memoryGb} GB, ${os}, load average ${loadAverage}`,
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
    ...(rows.length > 0 ? ['', ...formatTable(rows)] : []),
    ...notMeasured.flatMap(({ topic, names, reason }) => [
      '',
      `not measured: ${topic} (${names.join('; ')})`,
      reason,
    ]),
  ].join('\n')
}

const header = ['topic', 'name', 'value', 'ratio', 'goal', '']
const rightAligned = new Set(['value', 'ratio'])

function formatTable(rows: readonly ReportRow[]): string[] {
  const lines = [header, ...rows.map((row, index) => toCells(row, rows[index - 1]))]
  const widths = header.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)))
  const pad = (cell: string, column: number) => {
    const width = widths[column] ?? 0
    return rightAligned.has(header[column] ?? '') ? cell.padStart(width) : cell.padEnd(width)
  }
  return lines.map((cells) => cells.map(pad).join('  ').trimEnd())
}

function toCells(row: ReportRow, above: ReportRow | undefined): string[] {
  const { topic, name, value, unit, ratio, met } = row
  return [
    topic === above?.topic ? '' : topic,
    name,
    formatQuantity(value, unit),
    ratio === null ? '' : ratio.toFixed(2),
    formatGoal(row),
    met === null ? '' : met ? '✓' : '✗',
  ]
}

function formatGoal({ goal, unit }: ReportRow): string {
  if (!goal) return ''
  return goal.of === 'value' ? `≤ ${formatQuantity(goal.atMost, unit)}` : `ratio ≥ ${goal.atLeast}`
}

const threeDigits = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 })

/** Three digits are more than a run can promise: `1.08 µs`, `154,000 req/s`. */
export function formatQuantity(value: number, unit: Unit): string {
  if (unit === 'ns' && Math.abs(value) >= 1000) return `${threeDigits.format(value / 1000)} µs`
  return `${threeDigits.format(value)} ${unit}`
}
