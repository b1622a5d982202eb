import { test } from 'bun:test'

// What a test needs that npm does not bring: the names it goes by, and how to get it.
const programs = {
  chromium: { names: ['chromium', 'chromium-browser', 'google-chrome'], package: 'chromium' },
} as const

export type Program = keyof typeof programs

const key = Symbol.for('@repo/multiapp/testing/not-run')
const shared = globalThis as typeof globalThis & { [key]?: Set<string> }

/** A test that needs a program of this machine. Without it the test is not run, and the run says so at its end. */
export function testWith(
  program: Program,
  name: string,
  fn: (path: string) => Promise<void>,
  timeoutMs?: number,
): void {
  const path = programs[program].names
    .map((candidate) => Bun.which(candidate))
    .find((found) => found !== null)
  if (path) {
    test(name, () => fn(path), timeoutMs)
    return
  }
  shared[key] ??= new Set()
  shared[key].add(`"${name}" needs ${program}: install the package ${programs[program].package}`)
  test.skip(name, () => {})
}

/** The tests that were not run, and what each needs. */
export function notRun(): string[] {
  return [...(shared[key] ?? [])]
}
