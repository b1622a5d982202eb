import { Elysia, t } from 'elysia'
import type { tasksApp } from '../app.ts'
import { writeEntityTag } from '../entity-tag.ts'
import { listTasks } from '../task-list.ts'
import { createTask } from '../tasks.ts'
import { byId, found, pageOf, pageQuery, Uuid } from './schemas.ts'
import { Day, NewTask, Status, Task } from './task-schemas.ts'

/** The tasks of a project. */
export const projectTasks = ({ plugin, config }: typeof tasksApp.deps) =>
  new Elysia({ name: 'project-tasks', prefix: '/api/projects/:id/tasks' })
    .use(plugin)
    .post(
      '',
      async ({ params, body, set, tenant }) => {
        const task = await tenant.run((tx) => createTask(tx, params.id, body))
        set.status = 201
        set.headers.location = `/api/tasks/${task.id}`
        set.headers.etag = writeEntityTag(task.version)
        return task
      },
      { ...byId, rls: true, requirePermission: 'task:write', body: NewTask, response: { 201: Task } },
    )
    .get(
      '',
      async ({ params, query, tenant }) => found(await tenant.run((tx) => listTasks(tx, params.id, query))),
      {
        ...byId,
        rls: true,
        requirePermission: 'task:read',
        query: t.Object({
          ...pageQuery(config.settings.pageSize),
          status: t.Optional(Status),
          assignee: t.Optional(t.Union([Uuid, t.Literal('none')])),
          dueFrom: t.Optional(Day),
          dueTo: t.Optional(Day),
        }),
        response: pageOf(Task),
      },
    )
