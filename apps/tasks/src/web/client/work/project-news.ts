import { attempt } from '../page/notices.ts'
import type { Change } from '../types.ts'
import type { Changes } from './changes.ts'
import type { ProjectStore } from './project-store.ts'

export interface ProjectNewsOptions {
  projects: ProjectStore
  changes: Changes
  /** Is told of a project that is not there any more. */
  onGone(id: string): void
}

/** Keeps the list of projects as it is on the server. */
export function followProjects({ projects, changes, onGone }: ProjectNewsOptions, life: AbortSignal): void {
  const has = (id: string) => projects.projects.value.some((project) => project.id === id)

  async function follow({ type, projectId }: Change): Promise<void> {
    if (type === 'reset') return projects.load()
    if (!projectId || !type.startsWith('project.')) return
    const wasKnown = has(projectId)
    if (type !== 'project.deleted' && (await projects.refresh(projectId))) return
    projects.forget(projectId)
    if (wasKnown) onGone(projectId)
  }

  changes.on((change) => void attempt(() => follow(change)), life)
}
