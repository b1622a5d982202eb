import type { TestApp } from '@repo/multiapp/testing'
import type { tasksApp } from '../src/app.ts'
import type { Project } from '../src/projects.ts'
import type { Task } from '../src/tasks.ts'

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

/** Somebody with a token: by default the owner of an organization of their own. */
export async function createMember(
  app: Pick<TestApp, 'request' | 'send' | 'token'>,
  { role = 'owner' as Role, organizationId = crypto.randomUUID() as string } = {},
): Promise<Member> {
  const id = crypto.randomUUID()
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
