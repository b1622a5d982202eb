/** `my-shop` → `myShop`. */
export function toCamelCase(words: string): string {
  return words.replace(/-+(.?)/g, (_, next: string) => next.toUpperCase())
}

/** `my-shop` in all ways that code writes it: with hyphens, as names of values and types, with `_`, and in prose. */
export function spellingsOf(words: string): string[] {
  const prose = words.replace(/-+/g, ' ').trim()
  return [
    words,
    toCamelCase(words),
    toUpperFirst(toCamelCase(words)),
    words.replaceAll('-', '_'),
    prose,
    toUpperFirst(prose),
  ]
}

function toUpperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
