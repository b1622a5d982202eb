import type { Declaration } from '../app/declaration.ts'
import type { Tokens } from './tokens.ts'

/** What stands for an app's tokens where the server was given no keys: using it says so. */
export function noTokens<D extends Declaration>(): Tokens<D> {
  const refuse = (): never => {
    throw new TypeError('tokens: this server has no keys: give createServer the option "authKeys"')
  }
  return {
    issueAccess: async () => refuse(),
    issueRefresh: async () => refuse(),
    issuePair: async () => refuse(),
    verifyAccess: refuse,
    verifyRefresh: async () => refuse(),
    rotate: async () => refuse(),
    revoke: async () => refuse(),
    revokeFamily: async () => refuse(),
  }
}
