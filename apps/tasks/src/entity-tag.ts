/** A version as an entity tag (RFC 9110, section 8.8.3). */
export function writeEntityTag(version: number): string {
  return `"${version}"`
}

/**
 * The versions that `If-Match` names (RFC 9110, section 13.1.1); undefined for any. A weak tag, or one that is not ours,
 * matches no version.
 */
export function readIfMatch(header: string | undefined): number[] | undefined {
  if (header === undefined || header.trim() === '*') return undefined
  return header.split(',').flatMap((tag) => {
    const [, version] = /^\s*"(\d{1,9})"\s*$/.exec(tag) ?? []
    return version === undefined ? [] : [Number(version)]
  })
}
