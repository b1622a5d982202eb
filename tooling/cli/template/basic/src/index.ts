import { migrations } from '../migrations/index.ts'
import { acmeStoreApp } from './app.ts'
import { routes } from './routes/index.ts'

export const acmeStore = acmeStoreApp.backend({ migrations, routes })

/** For `createClient` of `@repo/multiapp/client`. */
export type AcmeStoreApi = ReturnType<typeof routes>
