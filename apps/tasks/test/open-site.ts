import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { header, subdomain } from '@repo/multiapp'
import { createTestApp, type TestApp } from '@repo/multiapp/testing'
import { tasks } from '../src/index.ts'

/** The app where a browser finds it. */
export interface Site extends AsyncDisposable {
  readonly origin: string
  readonly app: TestApp<typeof tasks>
  /** The link in the last mail to somebody. */
  linkTo(address: string): Promise<string>
}

export interface SiteOptions {
  /** `multi` puts the app into a host, where its subdomain names it. */
  mode: 'multi' | 'single'
  features?: Record<string, boolean>
  /** As in production, but for TLS. */
  isProduction?: boolean
  /** Another site, which has been shut down: this one takes its place. */
  after?: Site
}

/** As `bun run dev` serves it: over http, with its mails in an outbox. */
export async function openSite(options: SiteOptions): Promise<Site> {
  const { mode, features = {}, isProduction = false, after } = options
  const outboxFolder = await mkdtemp(join(tmpdir(), 'outbox-'))
  const port = after ? Number(new URL(after.origin).port) : freePort()
  const origin = `http://${mode === 'multi' ? 'tasks.localhost' : 'localhost'}:${port}`
  const app = await createTestApp(tasks, {
    mode,
    features,
    isProduction,
    ...(after && { databaseUrl: after.app.databaseUrl }),
    publicUrl: origin,
    mail: { outboxFolder },
    server: {
      port,
      hostname: '127.0.0.1',
      routing: [header(), subdomain('localhost')],
      secureCookies: false,
    },
  })
  await app.server.run()
  return {
    origin,
    app,
    linkTo: (address) => linkIn(outboxFolder, address),
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]()
      await rm(outboxFolder, { recursive: true })
    },
  }
}

// Links in mails have the port in them, so it has to be known before anything listens.
function freePort(): number {
  const listener = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data() {} } })
  listener.stop(true)
  return listener.port
}

const patienceMs = 5000

// It is written after the answer.
async function linkIn(folder: string, address: string): Promise<string> {
  for (const deadline = Date.now() + patienceMs; Date.now() < deadline; await Bun.sleep(10)) {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.txt')).sort()
    for (const name of names.reverse()) {
      const mail = await readFile(join(folder, name), 'utf8')
      const link = mail.includes(`\nTo: ${address}\n`) ? /https?:\/\/\S+/.exec(mail)?.[0] : undefined
      if (link) return link
    }
  }
  throw new Error(`no mail to ${address}`)
}
