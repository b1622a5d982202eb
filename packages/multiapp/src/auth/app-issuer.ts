import type { IssuerOptions } from './issuer.ts'
import type { KeySource } from './keys.ts'

/** How an app issues its tokens, on every host and in every command alike: it is the issuer and the audience itself. */
export function appIssuer(slug: string, keys: KeySource): IssuerOptions {
  return { app: { id: slug, slug }, keys, issuer: slug, audience: slug }
}
