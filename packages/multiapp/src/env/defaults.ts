/** The defaults that depend on NODE_ENV. */
export function defaultsFor(isProduction: boolean) {
  return isProduction ? production : development
}

const development = {
  HOST: '127.0.0.1',
  MIGRATE_ON_START: 'on',
  // A browser's address bar cannot send a header: development finds apps by notes.localhost too.
  ROUTING: 'header,subdomain:localhost',
  OPENAPI: 'on',
  LOG_FORMAT: 'pretty',
} as const

const production = {
  HOST: '0.0.0.0',
  MIGRATE_ON_START: 'off',
  ROUTING: 'header',
  OPENAPI: 'off',
  LOG_FORMAT: 'json',
} as const

/** PUBLIC_URL_<SLUG> of development: where ROUTING's default finds the app. */
export function developmentUrl(slug: string, mode: 'multi' | 'single', port: number): string {
  return `http://${mode === 'multi' ? `${slug}.` : ''}localhost:${port}`
}
