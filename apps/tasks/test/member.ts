import type { tasksApp } from '../src/app.ts'
import type { Project } from '../src/projects.ts'
import * as tables from '../src/tables.ts'
import type { Task } from '../src/tasks.ts'
import type { TasksTest } from './open-tasks.ts'

export type Role = keyof typeof tasksApp.roles

export interface Member {
  id: string
  organizationId: string
  headers: { authorization: string }
  get(path: string, headers?: Record<string, string>): Promise<Response>
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
  /** The answer to a GET, read as JSON. */
  read<T>(path: string): Promise<T>
  project(name?: string): Promise<Project>
  task(projectId: string, fields?: object): Promise<Task>
}

/** Somebody with an account and a token: by default the owner of an organization of their own. */
export async function createMember(
  app: TasksTest,
  { role = 'owner' as Role, organizationId = crypto.randomUUID() as string } = {},
): Promise<Member> {
  const id = await addMember(app.deps.db, organizationId, role)
  const headers = { authorization: `Bearer ${await app.token({ id, organizationId, role })}` }
  const send: Member['send'] = (method, path, body, more) =>
    body === undefined
      ? app.request(path, { method, headers: { ...headers, ...more } })
      : app.send(method, path, body, { ...headers, ...more })
  const get: Member['get'] = (path, more) => send('GET', path, undefined, more)

  async function make<T>(path: string, body: object): Promise<T> {
    const response = await send('POST', path, body)
    if (response.status !== 201) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }

  return {
    id,
    organizationId,
    headers,
    get,
    send,
    read: async <T>(path: string) => (await (await get(path)).json()) as T,
    project: (name = 'A project') => make<Project>('/api/projects', { name }),
    task: (projectId, fields) =>
      make<Task>(`/api/projects/${projectId}/tasks`, { title: 'A task', ...fields }),
  }
}

async function addMember(db: TasksTest['deps']['db'], organizationId: string, role: string): Promise<string> {
  const id = crypto.randomUUID()
  await db.transaction(async (tx) => {
    const organization = { id: organizationId, name: 'A team', slug: organizationId }
    await tx.insert(tables.organization).values(organization).onConflictDoNothing()
    await tx.insert(tables.user).values({ id, name: 'Somebody', email: `${id}@example.com` })
    await tx.insert(tables.member).values({ organizationId, userId: id, role })
  })
  return id
}
