import { type Child, h, unseen } from '../page/dom.ts'
import { form } from '../page/form.ts'
import { icon } from '../page/icons.ts'
import { currentRoute, go, onRoute } from '../page/route.ts'
import { createRows, keepFocus, place, type Row } from '../page/rows.ts'
import type { Team } from '../team/team.ts'
import type { Project } from '../types.ts'
import type { ProjectStore } from './project-store.ts'

/** The way to everything in the organization. */
export function navigation(team: Team, projects: ProjectStore, life: AbortSignal): HTMLElement {
  const list = h('ul', { class: 'links' })
  const rows = createRows((project: Project) => projectRow(project))
  const others: Child[] = [
    link('#/members', 'people', 'Members'),
    team.has('export') && team.may('task:export') && exportLink(),
  ]
  const element = h(
    'nav',
    { class: 'side', 'aria-label': team.organization.name },
    h('h2', { id: 'projects' }, 'Projects'),
    list,
    team.may('project:write') && newProject(projects),
    h('h2', {}, 'Team'),
    h('ul', { class: 'links' }, ...others.filter((child) => !!child)),
  )

  function markCurrent(): void {
    const here = `#/${currentRoute().join('/')}`
    for (const anchor of element.querySelectorAll('a')) {
      const isCurrent = anchor.getAttribute('href') === here
      if (!isCurrent) anchor.removeAttribute('aria-current')
      else if (!anchor.hasAttribute('aria-current')) {
        anchor.setAttribute('aria-current', 'page')
        anchor.scrollIntoView({ block: 'nearest' })
      }
    }
  }

  projects.projects.watch((all) => {
    keepFocus(
      () => place(list, rows(all)),
      () => element.querySelector('a'),
    )
    markCurrent()
  }, life)
  onRoute(markCurrent, life)
  return element
}

function projectRow({ id }: Project): Row<Project> {
  const anchor = h('a', { href: `#/projects/${id}` })
  return {
    element: h('li', {}, anchor),
    update({ name }) {
      if (anchor.textContent !== name) anchor.textContent = name
    },
  }
}

function newProject(projects: ProjectStore): HTMLElement {
  const name = h('input', {
    name: 'name',
    required: true,
    maxlength: 200,
    autocomplete: 'off',
    placeholder: 'New project…',
  })
  name.setAttribute('aria-label', 'Name of a new project')
  return form(
    {
      class: 'new-project',
      submit: 'Create',
      async onSubmit(value) {
        const { id } = await projects.create(value('name'))
        name.value = ''
        go(`/projects/${id}`)
      },
    },
    name,
  )
}

function link(href: string, name: 'people', label: string): HTMLElement {
  return h('li', {}, h('a', { href }, icon(name), label))
}

function exportLink(): HTMLElement {
  return h(
    'li',
    {},
    h(
      'a',
      { href: '/api/export.csv', download: 'tasks.csv' },
      icon('download'),
      'Export',
      unseen(' all tasks as CSV'),
    ),
  )
}
