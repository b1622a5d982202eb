/** What tests need that npm does not bring: the names it goes by, and how to get it. */
export const programs = {
  caddy: { names: ['caddy'], package: 'caddy' },
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

export function pathOf(program: Program): string | undefined {
  return programs[program].names.map((name) => Bun.which(name)).find((path) => path !== null) ?? undefined
}

/** Those that this machine does not have, and the packages that bring them. */
export function missingPrograms(): { name: Program; package: string }[] {
  const names = Object.keys(programs) as Program[] // its own keys
  return names
    .filter((name) => pathOf(name) === undefined)
    .map((name) => ({ name, package: programs[name].package }))
}
