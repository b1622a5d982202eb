import { confirm, openDialog } from '../page/dialog.ts'
import { h, unseen } from '../page/dom.ts'
import { field, form } from '../page/form.ts'
import { icon } from '../page/icons.ts'
import { attempt, notice, say } from '../page/notices.ts'
import { go, setTitle } from '../page/route.ts'
import type { Team } from '../team/team.ts'
import type { Project } from '../types.ts'
import { board } from './board.ts'
import type { Changes } from './changes.ts'
import type { ProjectStore } from './project-store.ts'
import { openTask } from './task-dialog.ts'
import { followTasks } from './task-news.ts'
import { createTaskStore, type TaskStore } from './task-store.ts'

export interface ProjectViewOptions {
  project: Project
  projects: ProjectStore
  team: Team
  changes: Changes
}

/** A project: its name, and its board. */
export function projectView(
  { project, projects, team, changes }: ProjectViewOptions,
  life: AbortSignal,
): HTMLElement {
  const store = createTaskStore(project.id)
  const heading = h('h1', { tabindex: -1 })
  projects.projects.watch((all) => {
    const { name } = all.find(({ id }) => id === project.id) ?? project
    heading.textContent = name
    setTitle(name, team.organization.name)
  }, life)
  const part = h('p', { class: 'hint', hidden: true }, 'There are more tasks than are shown here.')
  store.isPart.watch((isPart) => {
    part.hidden = !isPart
  }, life)

  followTasks({ projectId: project.id, store, team, changes }, life)
  void attempt(() => changes.begun.then(store.load))
  return h(
    'div',
    { class: 'view' },
    h(
      'header',
      { class: 'view-head' },
      heading,
      h('div', { class: 'tools' }, ...tools(project, projects, team)),
    ),
    team.may('task:write') && addTask(store),
    board(
      { team, store, open: (task) => openTask({ task, team, store, changes }), fallback: () => heading },
      life,
    ),
    team.may('task:write') && h('p', { class: 'hint keys' }, 'Shift and the arrow keys move the card.'),
    part,
  )
}

function addTask(store: TaskStore): HTMLElement {
  const title = h('input', {
    name: 'title',
    required: true,
    maxlength: 200,
    autocomplete: 'off',
    placeholder: 'Add a task…',
  })
  title.setAttribute('aria-label', 'Title of a new task')
  return form(
    {
      class: 'add-task',
      submit: 'Add',
      async onSubmit(value) {
        await store.create(value('title'))
        say(`“${value('title')}” is added to To do.`)
        title.value = ''
        title.focus()
      },
    },
    title,
  )
}

function tools(project: Project, projects: ProjectStore, team: Team): HTMLElement[] {
  const nameNow = () => projects.projects.value.find(({ id }) => id === project.id)?.name ?? project.name
  const button = (label: string, name: 'pencil' | 'trash', onclick: () => void) =>
    h('button', { type: 'button', class: 'quiet', title: label, onclick }, icon(name), unseen(label))
  return [
    ...(team.may('project:write')
      ? [button('Rename the project', 'pencil', () => rename(project.id, nameNow(), projects))]
      : []),
    ...(team.may('project:delete')
      ? [
          button('Delete the project', 'trash', () =>
            attempt(() => removeProject(project.id, nameNow(), projects)),
          ),
        ]
      : []),
  ]
}

function rename(id: string, name: string, projects: ProjectStore): void {
  openDialog(
    'Rename the project',
    ({ close }) => [
      form(
        {
          submit: 'Rename',
          async onSubmit(value) {
            await projects.rename(id, value('name'))
            close()
          },
          beside: [h('button', { type: 'button', onclick: close }, 'Cancel')],
        },
        field('Name', h('input', { name: 'name', value: name, required: true, maxlength: 200 })),
      ),
    ],
    'small',
  )
}

async function removeProject(id: string, name: string, projects: ProjectStore): Promise<void> {
  const question = {
    text: 'Its tasks, and all that was said about them, go along. There is no way back.',
    action: 'Delete',
  }
  if (!(await confirm(`Delete “${name}”?`, question))) return
  await projects.remove(id)
  notice(`“${name}” is deleted.`)
  go('/')
}
