export type Child = Node | string | false | null | undefined

/** By name: a function listens to the event that its name has behind `on`; false and undefined are left out. */
export interface Attributes {
  readonly [name: string]: string | number | boolean | undefined | ((event: Event) => void)
}

/** An element. A child that is a string is text, whatever is in it. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value)
    else if (value === true) element.setAttribute(name, '')
    else if (value !== false && value !== undefined) element.setAttribute(name, String(value))
  }
  element.append(...children.filter(isThere))
  return element
}

/** The element of the document with this id. Throws if there is none. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id)
  if (!element) throw new Error(`the document has no #${id}`)
  return element
}

/** Moves the focus to where reading begins: a view's heading. */
export function focusHeading(view: ParentNode): void {
  view.querySelector<HTMLElement>('h1')?.focus()
}

/** Text only for those who hear the page. */
export function unseen(text: string): HTMLElement {
  return h('span', { class: 'unseen' }, text)
}

function isThere(child: Child): child is Node | string {
  return child !== false && child !== null && child !== undefined
}
