import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DevTools, speakDevTools } from './dev-tools.ts'

export interface Browser extends AsyncDisposable {
  /** The page as the browser holds it once it contains `awaited`, or after 20 s. */
  visit(url: string, awaited: string): Promise<string>
}

const deadlineMs = 20_000
const quiet = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run']
const noServices = ['--disable-background-networking', '--disable-component-update', '--disable-sync']
// No host but this machine's can be resolved.
const thisMachineOnly = ['--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost, EXCLUDE *.localhost']

/** Chromium on a profile of its own. It ends with this process, however that ends. */
export function openBrowser(chromium: string): Browser {
  const profile = mkdtempSync(join(tmpdir(), 'browser-test-'))
  const child = spawn(
    chromium,
    [
      ...[...quiet, ...noServices, ...thisMachineOnly, '--disable-dev-shm-usage'],
      ...[`--user-data-dir=${profile}`, '--remote-debugging-pipe'],
    ],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
  )
  const exited = new Promise((resolve) => child.once('exit', resolve))
  const tools = speakDevTools(child)
  return {
    async visit(url, awaited) {
      const { targetId } = await tools.ask('Target.createTarget', { url })
      const { sessionId } = await tools.ask('Target.attachToTarget', { targetId, flatten: true })
      const deadline = performance.now() + deadlineMs
      let page = await pageOf(tools, sessionId)
      while (!page.includes(awaited) && performance.now() < deadline) {
        await Bun.sleep(10)
        page = await pageOf(tools, sessionId)
      }
      await tools.ask('Target.closeTarget', { targetId })
      return page
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await exited
      rmSync(profile, { recursive: true, force: true, maxRetries: 10 })
    },
  }
}

// While one page gives way to another there is none.
async function pageOf(tools: DevTools, sessionId: unknown): Promise<string> {
  const expression = 'document.documentElement?.outerHTML ?? ""'
  const { result } = await tools.ask('Runtime.evaluate', { expression }, sessionId)
  return (result as { value?: string } | undefined)?.value ?? ''
}
