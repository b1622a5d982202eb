import { appInfo } from '@repo/multiapp'
import { Elysia } from 'elysia'
import type { tasksApp } from '../app.ts'
import { peopleOf } from '../people.ts'
import { web } from '../web/web.ts'
import { comments } from './comments.ts'
import { events } from './events.ts'
import { exportCsv } from './export.ts'
import { me } from './me.ts'
import { projectTasks } from './project-tasks.ts'
import { projects } from './projects.ts'
import { tasks } from './tasks.ts'

export const routes = (deps: typeof tasksApp.deps) =>
  new Elysia({ name: 'tasks' })
    .use(web(deps))
    .use(peopleOf(deps).routes)
    .use(appInfo(deps))
    .use(me(deps))
    .use(projects(deps))
    .use(projectTasks(deps))
    .use(tasks(deps))
    .use(comments(deps))
    .use(exportCsv(deps))
    .use(events(deps))
