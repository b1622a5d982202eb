import { migrations } from '../migrations/index.ts'
import { tasksApp } from './app.ts'
import { feedOf } from './events/feed.ts'
import { authenticatorsOf, peopleOf } from './people.ts'
import { routes } from './routes/index.ts'

export const tasks = tasksApp.backend({
  migrations,
  routes,
  auth: (deps) => ({ authenticators: authenticatorsOf(deps), requireAuth: true }),
  onShutdown: async (deps) => {
    feedOf(deps).close()
    await peopleOf(deps).close()
  },
})

/** For `createClient` of `@repo/multiapp/client`. */
export type TasksApi = ReturnType<typeof routes>
