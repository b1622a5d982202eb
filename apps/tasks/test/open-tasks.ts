import { createTestApp, type TestApp, type TestAppOptions } from '@repo/multiapp/testing'
import type { tasksApp } from '../src/app.ts'
import { tasks } from '../src/index.ts'

export interface TasksTest extends TestApp {
  /** What the app's hooks are given. */
  deps: typeof tasksApp.deps
}

/** The app on a database of its own, unless `options.server` names another's. */
export async function openTasks(options: TestAppOptions = {}): Promise<TasksTest> {
  let deps: typeof tasksApp.deps | undefined
  const onRegister = (given: typeof tasksApp.deps) => {
    deps = given
  }
  const app = await createTestApp({ ...tasks, onRegister }, options)
  if (!deps) throw new Error('the app was not registered')
  return { ...app, deps }
}
