import { h } from '../page/dom.ts'

const colors = 8

/** Somebody's initials in a color of their own; their name is said beside it. */
export function avatar(id: string, name: string): HTMLElement {
  const words = name.trim().split(/\s+/)
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    (word) => [...(word ?? '')][0] ?? '',
  )
  const color = [...id].reduce((sum, character) => sum + (character.codePointAt(0) ?? 0), 0) % colors
  return h('span', { class: `avatar color-${color}`, 'aria-hidden': 'true' }, letters.join('').toUpperCase())
}
