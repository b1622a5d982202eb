import { migrations } from '../migrations/index.ts'
import { linksApp } from './app.ts'
import { clicksOf } from './clicks-of.ts'
import { routes } from './routes/index.ts'

export const links = linksApp.backend({
  migrations,
  routes,
  onRegister: (deps) => clicksOf(deps).start(),
  onShutdown: (deps, signal) => clicksOf(deps).close(signal),
})

/** For `createClient` of `@repo/multiapp/client`. */
export type LinksApi = ReturnType<typeof routes>
