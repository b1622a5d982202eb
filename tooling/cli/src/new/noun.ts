/** The plural of an English noun, as its ending has it: `box` → `boxes`. Irregular ones are not known. */
export function pluralOf(noun: string): string {
  if (/[^aeiou]y$/.test(noun)) return noun.replace(/y$/, 'ies')
  return /(?:s|x|z|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`
}

/** The noun of which `words` is the plural; undefined if it does not look like one, as `shop` or `status`. */
export function singularOf(words: string): string | undefined {
  if (!words.endsWith('s') || /(?:ss|us|is)$/.test(words)) return undefined
  const candidates = [words.replace(/ies$/, 'y'), words.replace(/es$/, ''), words.replace(/s$/, '')]
  return candidates.find((noun) => noun !== '' && pluralOf(noun) === words)
}
