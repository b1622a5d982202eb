import { asMember, type MemberOptions } from '@repo/identity/testing'
import type { TestApp, TestPrincipal } from '@repo/multiapp/testing'
import type { tasksApp } from '../src/app.ts'
import type { tasks } from '../src/index.ts'
import type { Project } from '../src/projects.ts'
import type { Task } from '../src/tasks.ts'

export type Role = keyof typeof tasksApp.roles

export interface Member extends TestPrincipal {
  project(name?: string): Promise<Project>
  task(projectId: string, fields?: object): Promise<Task>
}

/** Somebody with an account and a token: by default the owner of an organization of their own. */
export async function createMember(
  app: TestApp<typeof tasks>,
  options: Partial<MemberOptions<Role>> = {},
): Promise<Member> {
  const member = await asMember(app, { role: 'owner', ...options })
  return {
    ...member,
    project: (name = 'A project') => member.post('/api/projects', { name }).json<Project>(),
    task: (projectId, fields) =>
      member.post(`/api/projects/${projectId}/tasks`, { title: 'A task', ...fields }).json<Task>(),
  }
}
