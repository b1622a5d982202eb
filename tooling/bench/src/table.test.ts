import { expect, test } from 'bun:test'
import type { Report, ReportRow } from './report.ts'
import { formatQuantity, formatReport } from './table.ts'

const machine = { cpu: 'Some CPU', cores: 2, memoryGb: 24, os: 'linux 6.1 x64', loadAverage: 0.12 }
const row: ReportRow = {
  topic: 'http',
  name: '1 app',
  value: 1,
  unit: 'req/s',
  ratio: null,
  goal: null,
  met: null,
}
const format = (rows: ReportRow[], notMeasured: Report['notMeasured'] = []) =>
  formatReport({ machine, versions: { bun: '1.4.5', elysia: '1.4.30' }, rows, notMeasured }).split('\n')

test('aligns the columns, numbers to the right, and names a topic once', () => {
  const lines = format([
    { ...row, value: 153_838.29, ratio: 1 },
    {
      ...row,
      name: '1,000 apps',
      value: 9_634,
      ratio: 0.627,
      goal: { of: 'ratio', atLeast: 0.85 },
      met: false,
    },
    {
      ...row,
      topic: 'memory',
      name: 'idle',
      value: 152.6,
      unit: 'KB',
      goal: { of: 'value', atMost: 200 },
      met: true,
    },
  ])
  expect(lines.slice(3)).toEqual([
    'topic   name                value  ratio  goal',
    'http    1 app       154,000 req/s   1.00',
    '        1,000 apps    9,630 req/s   0.63  ratio ≥ 0.85  ✗',
    'memory  idle               153 KB         ≤ 200 KB      ✓',
  ])
})

test('says first where and with what it was measured', () => {
  expect(format([row]).slice(0, 2)).toEqual([
    'Some CPU, 2 cores, 24 GB, linux 6.1 x64, load average 0.12',
    'bun 1.4.5, elysia 1.4.30',
  ])
})

test('names the rows that were not measured, with the reason', () => {
  const missing = { topic: 'loopback', names: ['1 app', '100 apps'], reason: 'wrk is not on PATH' }
  expect(format([], [missing]).slice(2)).toEqual([
    '',
    'not measured: loopback (1 app; 100 apps)',
    'wrk is not on PATH',
  ])
})

test('writes a thousand nanoseconds and more as microseconds, and a saving as a negative time', () => {
  expect(formatQuantity(999, 'ns')).toBe('999 ns')
  expect(formatQuantity(1_000, 'ns')).toBe('1 µs')
  expect(formatQuantity(1_084, 'ns')).toBe('1.08 µs')
  expect(formatQuantity(-12.5, 'ns')).toBe('-12.5 ns')
  expect(formatQuantity(17.62, 's')).toBe('17.6 s')
})
