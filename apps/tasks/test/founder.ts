import type { TestApp } from '@repo/multiapp/testing'
import type { Project } from '../src/projects.ts'
import type { Task } from '../src/tasks.ts'
import { addressOf, type ContextOptions, type Visitor, visit } from './visitor.ts'

/** The owner of a team, in front of its one project. */
export interface Founder extends Visitor {
  project: Project
  addTask(title: string): Promise<Task>
  /** Invites somebody who has signed up, and who then joins by the page. */
  admit(visitor: Visitor, name: string, role: string): Promise<void>
}

export async function foundTeam(
  site: Pick<TestApp, 'origin' | 'mailTo'>,
  chromium: string,
  name: string,
  options?: ContextOptions,
): Promise<Founder> {
  const owner = await visit(site, chromium, options)
  await owner.signUp(name)
  await owner.call('POST', '/auth/organization/create', { name: 'Acme', slug: name.toLowerCase() })
  const project = await owner.call<Project>('POST', '/api/projects', { name: 'Website' })
  await owner.page.reload()
  await owner.page.getByRole('heading', { name: 'Website' }).waitFor()
  return {
    ...owner,
    project,
    addTask: (title) => owner.call('POST', `/api/projects/${project.id}/tasks`, { title }),
    async admit(visitor, who, role) {
      await owner.call('POST', '/auth/organization/invite-member', { email: addressOf(who), role })
      await visitor.page.goto((await site.mailTo(addressOf(who))).link.href)
      await visitor.page.getByRole('button', { name: 'Join' }).click()
      await visitor.page.getByRole('heading', { name: 'Website' }).waitFor()
    },
  }
}

/** The title of a task on the board, which opens it. */
export const card = ({ page }: Visitor, title: string) =>
  page.getByRole('button', { name: title, exact: true })
