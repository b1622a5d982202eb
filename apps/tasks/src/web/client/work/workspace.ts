import { focusHeading, h } from '../page/dom.ts'
import { attempt, notice } from '../page/notices.ts'
import { currentRoute, go, onRoute } from '../page/route.ts'
import { accountView } from '../team/account.ts'
import { membersView } from '../team/members.ts'
import { newOrganizationView } from '../team/new-organization.ts'
import type { Team } from '../team/team.ts'
import { listenToChanges } from './changes.ts'
import { emptyView } from './empty-view.ts'
import { header } from './header.ts'
import { navigation } from './project-list.ts'
import { followProjects } from './project-news.ts'
import { createProjectStore } from './project-store.ts'
import { projectView } from './project-view.ts'

export interface WorkspaceOptions {
  team: Team
  /** Begins anew: it is somebody else, or another organization. */
  enter(): void
  /** Begins anew if rights have changed meanwhile. */
  recheck(): Promise<void>
}

/** Everything for who is in an organization. */
export function workspace({ team, enter, recheck }: WorkspaceOptions, life: AbortSignal): HTMLElement {
  const projects = createProjectStore()
  const changes = listenToChanges(recheck, life)
  const main = h('main', { id: 'main', tabindex: -1 })
  let viewLife = new AbortController()
  let isEmpty = false
  life.addEventListener('abort', () => viewLife.abort())

  function viewOf([name, id]: string[], current: AbortSignal): HTMLElement | undefined {
    const project = projects.projects.value.find((candidate) => candidate.id === id)
    if (name === 'members') return membersView(team, enter, current)
    if (name === 'account') return accountView(team, enter)
    if (name === 'organizations') return newOrganizationView(enter)
    if (name === 'projects' && project) return projectView({ project, projects, team, changes }, current)
    const [first] = projects.projects.value
    isEmpty = first === undefined
    if (!first) return emptyView(team, projects)
    go(`/projects/${first.id}`)
    return undefined
  }

  function show(route: string[]): void {
    viewLife.abort()
    viewLife = new AbortController()
    isEmpty = false
    const view = viewOf(route, viewLife.signal)
    if (!view) return
    main.replaceChildren(view)
    focusHeading(main)
  }

  async function begin(): Promise<void> {
    await changes.begun
    followProjects({ projects, changes, onGone }, life)
    await projects.load()
    if (life.aborted) return
    onRoute(show, life)
    projects.projects.watch(({ length }) => {
      if (isEmpty && length > 0) show(currentRoute())
    }, life)
  }

  /** The project that is shown may be the one. */
  function onGone(id: string): void {
    if (currentRoute()[1] !== id) return
    notice('This project is not there any more.')
    go('/')
  }

  void attempt(begin)
  return h(
    'div',
    { class: 'shell' },
    h('a', { href: '#main', class: 'skip', onclick: skip }, 'Skip to the content'),
    header(team, changes, enter, life),
    navigation(team, projects, life),
    main,
  )

  // The address says where in the page one is: it is not for this.
  function skip(event: Event): void {
    event.preventDefault()
    main.focus()
  }
}
