import { migrations } from '../migrations/index.ts'
import { acmeStoreApp } from './app.ts'
import { authenticatorsOf, peopleOf } from './people.ts'
import { routes } from './routes/index.ts'

export const acmeStore = acmeStoreApp.backend({
  migrations,
  routes,
  auth: (deps) => ({ authenticators: authenticatorsOf(deps), requireAuth: true }),
  onShutdown: (deps) => peopleOf(deps).close(),
})

/** For `createClient` of `@repo/multiapp/client`. */
export type AcmeStoreApi = ReturnType<typeof routes>
