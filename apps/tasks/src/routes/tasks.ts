import { Elysia, t } from 'elysia'
import type { tasksApp } from '../app.ts'
import { readIfMatch, writeEntityTag } from '../entity-tag.ts'
import { getTask, removeTask, updateTask } from '../tasks.ts'
import { byId, found } from './schemas.ts'
import { ifMatch, Task, TaskChange } from './task-schemas.ts'

export const tasks = ({ plugin }: typeof tasksApp.deps) =>
  new Elysia({ name: 'tasks-routes', prefix: '/api/tasks/:id' })
    .use(plugin)
    .get(
      '',
      async ({ params, set, tenant }) => {
        const task = found(await tenant.run((tx) => getTask(tx, params.id)))
        set.headers.etag = writeEntityTag(task.version)
        return task
      },
      { ...byId, rls: true, requirePermission: 'task:read', response: Task },
    )
    .patch(
      '',
      async ({ params, headers, body, set, tenant }) => {
        const versions = readIfMatch(headers['if-match'])
        const task = found(await tenant.run((tx) => updateTask(tx, params.id, body, versions)))
        set.headers.etag = writeEntityTag(task.version)
        return task
      },
      {
        ...byId,
        rls: true,
        requirePermission: 'task:write',
        headers: ifMatch,
        body: TaskChange,
        response: Task,
      },
    )
    .delete(
      '',
      async ({ params, headers, set, tenant }) => {
        const versions = readIfMatch(headers['if-match'])
        found(await tenant.run((tx) => removeTask(tx, params.id, versions)))
        set.status = 204
      },
      {
        ...byId,
        rls: true,
        requirePermission: 'task:write',
        headers: ifMatch,
        response: { 204: t.Void() },
      },
    )
