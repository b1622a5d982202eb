import { focusHeading, h } from '../page/dom.ts'
import { field, form } from '../page/form.ts'
import { attempt, notice } from '../page/notices.ts'
import { currentRoute, go, onRoute, setTitle } from '../page/route.ts'
import { readMe } from '../session.ts'
import { accountView } from '../team/account.ts'
import { membersView } from '../team/members.ts'
import { organizationForm } from '../team/organizations.ts'
import type { Team } from '../team/team.ts'
import { listenToChanges } from './changes.ts'
import { header } from './header.ts'
import { navigation } from './project-list.ts'
import { followProjects } from './project-news.ts'
import { createProjectStore, type ProjectStore } from './project-store.ts'
import { projectView } from './project-view.ts'

/** Everything for who is in an organization. `enter` is called when that, or who it is, may have changed. */
export function workspace(team: Team, enter: () => void, life: AbortSignal): HTMLElement {
  const projects = createProjectStore()
  const changes = listenToChanges(() => void attempt(checkMe), life)
  const main = h('main', { id: 'main', tabindex: -1 })
  let viewLife = new AbortController()
  life.addEventListener('abort', () => viewLife.abort())

  /** A role, or the membership, may have been taken away while nothing was heard. */
  async function checkMe(): Promise<void> {
    await team.reloadMembers()
    const now = await readMe()
    const { organizationId, role, permissions } = team.me
    const isSame = now?.organizationId === organizationId && now?.role === role
    if (!isSame || now?.permissions.join() !== permissions.join()) enter()
  }

  function viewOf([name, id]: string[], current: AbortSignal): HTMLElement | undefined {
    const project = projects.projects.value.find((candidate) => candidate.id === id)
    if (name === 'members') return membersView(team, enter, current)
    if (name === 'account') return accountView(team, enter)
    if (name === 'organizations') return newOrganization(enter)
    if (name === 'projects' && project) return projectView({ project, projects, team, changes }, current)
    const [first] = projects.projects.value
    if (!first) return emptyView(team, projects)
    go(`/projects/${first.id}`)
    return undefined
  }

  function show(route: string[]): void {
    viewLife.abort()
    viewLife = new AbortController()
    const view = viewOf(route, viewLife.signal)
    if (!view) return
    main.replaceChildren(view)
    focusHeading(main)
  }

  async function begin(): Promise<void> {
    await changes.begun
    await projects.load()
    if (life.aborted) return
    onRoute(show, life)
    followProjects({ projects, changes, onGone }, life)
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

function newOrganization(enter: () => void): HTMLElement {
  setTitle('A new organization')
  const done = () => {
    go('/')
    enter()
  }
  return h(
    'div',
    { class: 'view narrow' },
    h('header', { class: 'view-head' }, h('h1', { tabindex: -1 }, 'A new organization')),
    h('section', { class: 'panel', 'aria-label': 'Its name' }, organizationForm(done)),
  )
}

function emptyView(team: Team, projects: ProjectStore): HTMLElement {
  setTitle(team.organization.name)
  const first = form(
    {
      submit: 'Create the project',
      async onSubmit(value) {
        const { id } = await projects.create(value('name'))
        go(`/projects/${id}`)
      },
    },
    field(
      'Name of your first project',
      h('input', { name: 'name', required: true, maxlength: 200, autocomplete: 'off' }),
    ),
  )
  return h(
    'div',
    { class: 'view narrow' },
    h('header', { class: 'view-head' }, h('h1', { tabindex: -1 }, 'No projects yet')),
    team.may('project:write')
      ? h('section', { class: 'panel', 'aria-label': 'Your first project' }, first)
      : h('p', {}, 'Who may make projects has made none. You see them here as soon as there are some.'),
  )
}
