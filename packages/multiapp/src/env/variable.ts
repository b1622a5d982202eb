/** `<PREFIX>_<SLUG>`: upper case, with `-` as `_`. */
export function variable(prefix: string, slug: string): string {
  return `${prefix}_${slug.toUpperCase().replaceAll('-', '_')}`
}
