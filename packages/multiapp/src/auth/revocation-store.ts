/** A revoked id, `jti` or family, until its tokens have expired anyhow. */
export interface Revocation {
  id: string
  /** In milliseconds since 1970. */
  expiresAt: number
}

/** Where an app's hosts keep what they revoked. It throws where it cannot be reached, and forgets nothing before its time. */
export interface RevocationStore {
  add(revocations: readonly Revocation[]): Promise<void>
  /** Whether nobody has used this id before: of all who ask at once, on all hosts, one is told true. */
  use(id: string, expiresAt: number): Promise<boolean>
  /** What was added since `cursor` was given out, or all that has not expired. Some may come twice, none is left out. */
  since(cursor: string | undefined): Promise<{ revocations: Revocation[]; cursor: string }>
}
