import { test } from 'bun:test'
import { type Program, pathOf, programs } from './programs.ts'

export type { Program }

const key = Symbol.for('@repo/multiapp/testing/not-run')
const shared = globalThis as typeof globalThis & { [key]?: Set<string> }

/** A test that needs programs of this machine. Without them the test is not run, and the run says so at its end. */
export function testWith(
  needed: Program | readonly Program[],
  name: string,
  fn: (...paths: string[]) => Promise<void>,
  timeoutMs?: number,
): void {
  const wanted = typeof needed === 'string' ? [needed] : needed
  const paths = wanted.map(pathOf).filter((path) => path !== undefined)
  if (paths.length === wanted.length) {
    test(name, () => fn(...paths), timeoutMs)
    return
  }
  shared[key] ??= new Set()
  for (const program of wanted.filter((candidate) => pathOf(candidate) === undefined)) {
    shared[key].add(`"${name}" needs ${program}: install the package ${programs[program].package}`)
  }
  test.skip(name, () => {})
}

/** The tests that were not run, and what each needs. */
export function notRun(): string[] {
  return [...(shared[key] ?? [])]
}
