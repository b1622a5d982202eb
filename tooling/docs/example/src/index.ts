import { migrations } from '../migrations/index.ts'
import { shopApp } from './app.ts'
import { routes } from './routes/index.ts'

export const shop = shopApp.backend({ migrations, routes })

/** For `createClient` of `@repo/multiapp/client`. */
export type ShopApi = ReturnType<typeof routes>
