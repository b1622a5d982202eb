import { expect, test } from 'bun:test'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { measure, readDiagnostics } from './measure.ts'

const folder = join(import.meta.dir, '../dist/measure')

function write(file: string, text: string): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, file), text)
}

test('what a program takes is counted, the same each time', async () => {
  write(
    'some.ts',
    'type Deep<N, T extends 1[] = []> = T["length"] extends N ? T : Deep<N, [...T, 1]>\nexport type X = Deep<100>',
  )
  const [first, second] = [await measure(folder, 'some.ts'), await measure(folder, 'some.ts')]
  expect(first.instantiations).toBeGreaterThan(100)
  expect(second.instantiations).toBe(first.instantiations)
  expect(first.seconds).toBeGreaterThan(0)
})

test('what does not compile is an error that says where', () => {
  write('wrong.ts', 'export const text: string = 1')
  expect(measure(folder, 'wrong.ts')).rejects.toThrow('wrong.ts(1,14): error TS2322')
})

test('diagnostics of another form are an error', () => {
  expect(readDiagnostics('Instantiations:    12\nTotal time:   0.50s\n')).toEqual({
    instantiations: 12,
    seconds: 0.5,
  })
  expect(() => readDiagnostics('Instantiations:  many\nTotal time: 0.5s\n')).toThrow(
    'expected "Instantiations"',
  )
})
