import { Elysia, t } from 'elysia'
import type { tasksApp } from '../app.ts'
import { createProject, getProject, listProjects, removeProject, updateProject } from '../projects.ts'
import { byId, found, Moment, pageOf, pageQuery, Uuid } from './schemas.ts'

const Name = t.String({ minLength: 1, maxLength: 200 })
const Project = t.Object({ id: Uuid, name: Name, createdAt: Moment, updatedAt: Moment })

export const projects = ({ plugin, config }: typeof tasksApp.deps) =>
  new Elysia({ name: 'projects', prefix: '/api/projects' })
    .use(plugin)
    .post(
      '',
      async ({ body, set, tenant }) => {
        const project = await tenant.run((tx) => createProject(tx, body))
        set.status = 201
        set.headers.location = `/api/projects/${project.id}`
        return project
      },
      {
        rls: true,
        requirePermission: 'project:write',
        body: t.Object({ name: Name }),
        response: { 201: Project },
      },
    )
    .get('', ({ query, tenant }) => tenant.run((tx) => listProjects(tx, query)), {
      rls: true,
      requirePermission: 'project:read',
      query: t.Object(pageQuery(config.settings.pageSize)),
      response: pageOf(Project),
    })
    .get('/:id', async ({ params, tenant }) => found(await tenant.run((tx) => getProject(tx, params.id))), {
      ...byId,
      rls: true,
      requirePermission: 'project:read',
      response: Project,
    })
    .patch(
      '/:id',
      async ({ params, body, tenant }) => found(await tenant.run((tx) => updateProject(tx, params.id, body))),
      {
        ...byId,
        rls: true,
        requirePermission: 'project:write',
        body: t.Object({ name: t.Optional(Name) }, { minProperties: 1 }),
        response: Project,
      },
    )
    .delete(
      '/:id',
      async ({ params, set, tenant }) => {
        found((await tenant.run((tx) => removeProject(tx, params.id))) || undefined)
        set.status = 204
      },
      { ...byId, rls: true, requirePermission: 'project:delete', response: { 204: t.Void() } },
    )
