import { Elysia, t } from 'elysia'
import type { tasksApp } from '../app.ts'
import { createComment, listComments } from '../comments.ts'
import { byId, found, Moment, pageOf, pageQuery, Uuid } from './schemas.ts'

const Body = t.String({ minLength: 1, maxLength: 10_000 })
const Comment = t.Object({
  id: Uuid,
  taskId: Uuid,
  author: t.Nullable(Uuid),
  body: Body,
  createdAt: Moment,
})

/** What is said about a task. */
export const comments = ({ plugin, config }: typeof tasksApp.deps) =>
  new Elysia({ name: 'comments', prefix: '/api/tasks/:id/comments' })
    .use(plugin)
    .post(
      '',
      async ({ params, body, set, tenant }) => {
        const comment = await tenant.run((tx) => createComment(tx, params.id, body.body))
        set.status = 201
        return comment
      },
      {
        ...byId,
        rls: true,
        requireFeature: 'comments',
        requirePermission: 'task:write',
        body: t.Object({ body: Body }),
        response: { 201: Comment },
      },
    )
    .get(
      '',
      async ({ params, query, tenant }) =>
        found(await tenant.run((tx) => listComments(tx, params.id, query))),
      {
        ...byId,
        rls: true,
        requireFeature: 'comments',
        requirePermission: 'task:read',
        query: t.Object(pageQuery(config.settings.pageSize)),
        response: pageOf(Comment),
      },
    )
