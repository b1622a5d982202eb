/** Code without its comments and without what is in quotes: what is left of a word there is a name. */
export function bareCode(code: string): string {
  return code
    .replace(/\/\*.*?\*\/|\/\/[^\n]*|'[^'\n]*'/gs, ' ')
    .replace(/`[^`]*`/g, (text) =>
      [...text.matchAll(/\$\{(.*?)\}/g)].map(([, inner]) => ` ${inner} `).join(''),
    )
}
