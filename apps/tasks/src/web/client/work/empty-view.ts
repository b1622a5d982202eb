import { h } from '../page/dom.ts'
import { field, form } from '../page/form.ts'
import { go, setTitle } from '../page/route.ts'
import type { Team } from '../team/team.ts'
import type { ProjectStore } from './project-store.ts'

/** For a team that has no project. */
export function emptyView(team: Team, projects: ProjectStore): HTMLElement {
  setTitle(team.organization.name)
  return h(
    'div',
    { class: 'view narrow' },
    h('header', { class: 'view-head' }, h('h1', { tabindex: -1 }, 'No projects yet')),
    team.may('project:write')
      ? h('section', { class: 'panel', 'aria-label': 'Your first project' }, firstProject(projects))
      : h('p', {}, 'Whoever may make projects has made none. You see them here as soon as there are some.'),
  )
}

function firstProject(projects: ProjectStore): HTMLElement {
  const name = h('input', { name: 'name', required: true, maxlength: 200, autocomplete: 'off' })
  return form(
    {
      submit: 'Create the project',
      async onSubmit(value) {
        const { id } = await projects.create(value('name'))
        go(`/projects/${id}`)
      },
    },
    field('Name of your first project', name),
  )
}
