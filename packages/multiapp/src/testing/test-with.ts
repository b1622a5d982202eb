import { test } from 'bun:test'

// What a test needs that npm does not bring: the names it goes by, and how to get it.
const programs = {
  chromium: { names: ['chromium', 'chromium-browser', 'google-chrome'], package: 'chromium' },
  // Debian keeps the programs of a server off PATH: it may have several versions.
  'postgresql-15': {
    names: ['/usr/lib/postgresql/15/bin/postgres', '/opt/homebrew/opt/postgresql@15/bin/postgres'],
    package: 'postgresql-15',
  },
  openssl: { names: ['openssl'], package: 'openssl' },
  'redis-server': { names: ['redis-server'], package: 'redis-server' },
} as const

export type Program = keyof typeof programs

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

function pathOf(program: Program): string | undefined {
  return programs[program].names.map((name) => Bun.which(name)).find((path) => path !== null) ?? undefined
}

/** The tests that were not run, and what each needs. */
export function notRun(): string[] {
  return [...(shared[key] ?? [])]
}
