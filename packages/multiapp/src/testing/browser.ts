import { type Browser, chromium } from 'playwright-core'
import { atEnd } from './at-end.ts'

export type { Browser, BrowserContext, Locator, Page } from 'playwright-core'

const key = Symbol.for('@repo/multiapp/testing/browser')
const shared = globalThis as typeof globalThis & { [key]?: Promise<Browser> }

/**
 * The one Chromium of this process, at the path that `testWith('chromium', …)` gives. Tests have contexts of their own in it,
 * which know nothing of each other. It ends with the run, and with this process, however that ends.
 */
export function sharedBrowser(executablePath: string): Promise<Browser> {
  shared[key] ??= launch(executablePath)
  return shared[key]
}

// No host but this machine's can be resolved.
const thisMachineOnly = '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost, EXCLUDE *.localhost'

async function launch(executablePath: string): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath,
    args: [thisMachineOnly],
    // Chromium refuses to run as root in its sandbox.
    chromiumSandbox: process.getuid?.() !== 0,
    // The process that runs the tests decides what a signal means.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  })
  atEnd(() => browser.close())
  return browser
}
