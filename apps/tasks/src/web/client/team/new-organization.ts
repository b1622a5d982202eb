import { h } from '../page/dom.ts'
import { go, setTitle } from '../page/route.ts'
import { organizationForm } from './organizations.ts'

/** `enter` is called when there is one, which its maker is in. */
export function newOrganizationView(enter: () => void): HTMLElement {
  setTitle('A new organization')
  const done = () => {
    go('/')
    enter()
  }
  return h(
    'div',
    { class: 'view narrow' },
    h('header', { class: 'view-head' }, h('h1', { tabindex: -1 }, 'A new organization')),
    h('section', { class: 'panel', 'aria-label': 'Its name' }, organizationForm(done)),
  )
}
