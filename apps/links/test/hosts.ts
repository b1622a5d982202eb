import { createTestApp, type TestAnswer, type TestApp } from '@repo/multiapp/testing'
import { links } from '../src/index.ts'

/** A host of the app in this process. */
export interface LinksHost extends TestApp<typeof links> {
  /** Makes a link of this code. */
  create(code: string): TestAnswer
}

export interface HostOptions {
  /** Another host, whose database it shares. Default: one of its own. */
  beside?: LinksHost
  redisUrl?: string
  flushSeconds?: number
}

/** A host that writes its clicks when it ends, if not sooner. */
export async function startHost(options: HostOptions = {}): Promise<LinksHost> {
  const { beside, redisUrl, flushSeconds = 60 } = options
  const app = await createTestApp(links, {
    settings: { flushSeconds },
    ...(beside && { databaseUrl: beside.databaseUrl }),
    ...(redisUrl && { server: { redisUrl } }),
  })
  const owner = await app.asPrincipal({ role: 'owner' })
  return {
    ...app,
    create: (code) => owner.post('/api/links', { url: `https://example.com/${code}`, code }),
  }
}

/** What is written: clicks by code. */
export async function writtenClicks(host: LinksHost): Promise<Record<string, number>> {
  const rows = await host.asAdmin(
    (sql) => sql<{ code: string; clicks: number }[]>`
      SELECT code, sum(clicks)::int AS clicks FROM clicks GROUP BY code`,
  )
  return Object.fromEntries(rows.map(({ code, clicks }) => [code, clicks]))
}

/** Ends every connection of the app's. */
export async function killConnections(host: LinksHost): Promise<void> {
  await host.asAdmin(
    (sql) => sql`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE usename = 'app_links' AND datname = current_database()`,
  )
}
