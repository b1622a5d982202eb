import type { TestApp } from '@repo/multiapp/testing'
import { type BrowserContext, type Page, sharedBrowser } from '@repo/multiapp/testing/browser'

export const password = 'correct horse battery'

/** Somebody at the page, in a browser of their own. */
export interface Visitor extends AsyncDisposable {
  readonly page: Page
  /** What went wrong behind the page: exceptions, what the policy has refused, requests to elsewhere. */
  readonly complaints: readonly string[]
  /** Calls a route from within the page, as its script does; resolves with the answer, which has to be good. */
  call<Answer>(method: string, path: string, body?: object, headers?: Record<string, string>): Promise<Answer>
  /** Signs up without the page's forms, with a name that becomes the e-mail. */
  signUp(name: string): Promise<void>
}

export type ContextOptions = Parameters<Awaited<ReturnType<typeof sharedBrowser>>['newContext']>[0]

export async function visit(
  site: Pick<TestApp, 'origin'>,
  chromium: string,
  options: ContextOptions = {},
): Promise<Visitor> {
  const browser = await sharedBrowser(chromium)
  const context = await browser.newContext({ reducedMotion: 'reduce', locale: 'en-GB', ...options })
  context.setDefaultTimeout(10_000)
  const complaints: string[] = []
  const page = await context.newPage()
  listen(context, page, site.origin, complaints)
  await page.goto(site.origin)

  const call: Visitor['call'] = async (method, path, body, headers = {}) => {
    const answer = await page.evaluate(
      async ([way, url, text, more]) => {
        const response = await fetch(url, {
          method: way,
          headers: { 'content-type': 'application/json', ...more },
          ...(text && { body: text }),
        })
        return { isGood: response.ok, text: await response.text() }
      },
      [method, path, body && JSON.stringify(body), headers] as const,
    )
    if (!answer.isGood) throw new Error(`${method} ${path}: ${answer.text}`)
    return answer.text === '' ? undefined : JSON.parse(answer.text)
  }

  return {
    page,
    complaints,
    call,
    async signUp(name) {
      await call('POST', '/auth/sign-up/email', { name, email: addressOf(name), password })
    },
    [Symbol.asyncDispose]: () => context.close(),
  }
}

export function addressOf(name: string): string {
  return `${name.toLowerCase()}@example.com`
}

function listen(context: BrowserContext, page: Page, origin: string, complaints: string[]): void {
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    // A refusal of the server is the page's to show.
    const isRefusal = message.text().startsWith('Failed to load resource')
    if (message.type() === 'error' && !isRefusal) complaints.push(message.text())
  })
  context.on('request', (request) => {
    if (new URL(request.url()).origin !== origin) complaints.push(`asked ${request.url()}`)
  })
}
