import type { RevocationStore } from '../src/auth/revocation-store.ts'
import { createRevocations } from '../src/auth/revocations.ts'
import { createTokens, type TokensOptions } from '../src/auth/tokens.ts'
import { authKeys } from './guarded-app.ts'

type Options = Partial<TokensOptions> & Pick<TokensOptions, 'app'>

/** Tokens as an app of the tests has them, on a store of this process. */
export function createTestTokens({ app, ...options }: Options) {
  return createTokens({
    app,
    keys: authKeys,
    issuer: app.id,
    audience: app.id,
    revocations: createRevocations({ store: memoryRevocations() }),
    ...options,
  })
}

export function memoryRevocations(): RevocationStore {
  const revoked: { id: string; expiresAt: number }[] = []
  const used = new Set<string>()
  return {
    add: async (revocations) => void revoked.push(...revocations),
    async use(id) {
      const isFirst = !used.has(id)
      used.add(id)
      return isFirst
    },
    since: async (cursor) => ({
      revocations: revoked.slice(Number(cursor ?? 0)),
      cursor: String(revoked.length),
    }),
  }
}
