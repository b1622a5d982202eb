import { ApiError, get, patch, post, remove } from '../api.ts'
import { type Cell, createCell } from '../page/cell.ts'
import type { Project } from '../types.ts'
import { readAll } from './pages.ts'

/** The organization's projects, newest first, as far as they are known here. */
export interface ProjectStore {
  projects: Cell<readonly Project[]>
  load(): Promise<void>
  /** Reads one anew; undefined if it is gone. */
  refresh(id: string): Promise<Project | undefined>
  create(name: string): Promise<Project>
  rename(id: string, name: string): Promise<void>
  remove(id: string): Promise<void>
  forget(id: string): void
}

export function createProjectStore(): ProjectStore {
  const projects = createCell<readonly Project[]>([])

  function put(project: Project): void {
    const isKnown = projects.value.some(({ id }) => id === project.id)
    projects.set(
      isKnown
        ? projects.value.map((known) => (known.id === project.id ? project : known))
        : [project, ...projects.value],
    )
  }

  function forget(id: string): void {
    projects.set(projects.value.filter((project) => project.id !== id))
  }

  return {
    projects,
    forget,
    async load() {
      projects.set((await readAll<Project>('/api/projects')).items)
    },
    async refresh(id) {
      try {
        const project = await get<Project>(`/api/projects/${id}`)
        put(project)
        return project
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 404) throw error
        forget(id)
        return undefined
      }
    },
    async create(name) {
      const project = await post<Project>('/api/projects', { name })
      put(project)
      return project
    },
    async rename(id, name) {
      put(await patch<Project>(`/api/projects/${id}`, { name }))
    },
    async remove(id) {
      await remove(`/api/projects/${id}`)
      forget(id)
    },
  }
}
