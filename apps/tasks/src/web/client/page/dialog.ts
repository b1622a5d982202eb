import { type Child, h } from './dom.ts'
import { icon } from './icons.ts'

export interface Dialog {
  close(): void
  /** Is over when the dialog is. */
  life: AbortSignal
}

let count = 0

/** A modal dialog: the rest of the page waits, Escape closes it, and the focus goes back to where it came from. */
export function openDialog(title: string, content: (dialog: Dialog) => Child[], style = ''): Dialog {
  const over = new AbortController()
  const id = `dialog-${++count}`
  const dialog = { life: over.signal, close: () => element.close() }
  const close = h(
    'button',
    { type: 'button', class: 'quiet', 'aria-label': 'Close', onclick: dialog.close },
    icon('close'),
  )
  const element = h(
    'dialog',
    { class: style, 'aria-labelledby': id },
    h('header', {}, h('h2', { id }, title), close),
    ...content(dialog),
  )
  element.addEventListener('close', () => {
    over.abort()
    element.remove()
  })
  document.body.append(element)
  element.showModal()
  return dialog
}

/** Asks whether something is really wanted. */
export function confirm(
  question: string,
  { text, action }: { text: string; action: string },
): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const { life } = openDialog(
    question,
    ({ close }) => [
      h('p', {}, text),
      h(
        'div',
        { class: 'actions' },
        h('button', { type: 'button', class: 'danger', onclick: () => settle(true, close) }, action),
        h('button', { type: 'button', autofocus: true, onclick: () => settle(false, close) }, 'Cancel'),
      ),
    ],
    'small',
  )
  life.addEventListener('abort', () => resolve(false))
  return promise

  function settle(answer: boolean, close: () => void): void {
    resolve(answer)
    close()
  }
}
