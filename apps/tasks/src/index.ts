import { migrations } from '../migrations/index.ts'
import { tasksApp } from './app.ts'
import { feedOf } from './events/feed.ts'
import { routes } from './routes/index.ts'

export const tasks = tasksApp.backend({
  migrations,
  routes,
  auth: () => ({ requireAuth: true }),
  onShutdown: (deps) => feedOf(deps).close(),
})
