const maxLength = 200

/** The JSON pointer (RFC 6901) of `name` below `path`. A sender may choose names: what gets too long is cut. */
export function pointer(path: string, name: string | number): string {
  if (path.length >= maxLength) return path
  return `${path}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`.slice(0, maxLength)
}
