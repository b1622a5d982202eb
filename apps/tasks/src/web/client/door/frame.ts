import { type Child, focusHeading, h } from '../page/dom.ts'
import { setTitle } from '../page/route.ts'

/** A page of one thing to do, beside a picture where there is room. */
export interface Frame {
  element: HTMLElement
  show(title: string, content: Child[]): void
}

export function createFrame(): Frame {
  const main = h('main', {})
  return {
    element: h('div', { class: 'door' }, scene(), main),
    show(title, content) {
      setTitle(title)
      const heading = h('h1', { tabindex: -1 }, title)
      main.replaceChildren(
        h('div', { class: 'doorway' }, brand(), heading, ...content.filter((child) => !!child)),
      )
      focusHeading(main)
    },
  }
}

export function framed(title: string, content: Child[]): HTMLElement {
  const { element, show } = createFrame()
  show(title, content)
  return element
}

/** The app's sign and name. */
export function brand(): HTMLElement {
  const sign = h('span', { class: 'sign', 'aria-hidden': 'true' }, h('i'), h('i'), h('i'))
  return h('p', { class: 'brand' }, sign, 'Tasks')
}

function scene(): HTMLElement {
  const column = (...widths: string[]) => h('div', {}, ...widths.map((width) => h('i', { class: width })))
  const picture = h(
    'div',
    { class: 'picture', 'aria-hidden': 'true' },
    column('wide', 'narrow', 'middle'),
    column('middle', 'wide'),
    column('narrow'),
  )
  const claim = h('p', { class: 'claim' }, 'What your team is doing, as it happens.')
  return h('aside', { class: 'scene', 'aria-label': 'About this app' }, claim, picture)
}
