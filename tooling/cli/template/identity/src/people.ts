import { createIdentity, identity } from '@repo/identity'
import { bearer } from '@repo/multiapp'
import type { acmeStoreApp } from './app.ts'

type Deps = Omit<typeof acmeStoreApp.deps, 'plugin'>

/** Who may sign in. */
export const peopleOf = (deps: Deps) => createIdentity(deps)

/** By a session's cookie, or by a token. */
export const authenticatorsOf = (deps: Deps) => [identity(peopleOf(deps)), bearer(deps.tokens)]
