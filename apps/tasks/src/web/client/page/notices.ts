import { byId, h } from './dom.ts'

const secondsShown = 6
const mostShown = 3

/** Says something in passing: it is seen for a while, and read out when there is a pause. */
export function notice(text: string): void {
  show('notices', text, secondsShown)
}

/** Says something to those who hear the page: the others see it happen. */
export function say(text: string): void {
  byId('spoken').replaceChildren(text)
}

/** Says at once that something did not work. */
export function complain(error: unknown): void {
  show('alerts', sentence(error), secondsShown * 2)
}

/** An error in words, as a sentence. */
export function sentence(error: unknown): string {
  const text = error instanceof Error ? error.message : 'something went wrong: try again'
  const end = /[.!?]$/.test(text) ? '' : '.'
  return text.charAt(0).toUpperCase() + text.slice(1) + end
}

/** Runs something, and says so if it does not work. */
export async function attempt(run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    complain(error)
  }
}

function show(region: string, text: string, seconds: number): void {
  const line = h('p', {}, text)
  const lines = byId(region)
  if (lines.children.length >= mostShown) lines.firstElementChild?.remove()
  lines.append(line)
  setTimeout(() => line.remove(), seconds * 1000)
}
