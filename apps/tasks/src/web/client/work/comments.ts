import { post } from '../api.ts'
import { h, unseen } from '../page/dom.ts'
import { field, form } from '../page/form.ts'
import { attempt } from '../page/notices.ts'
import { createRows, place, type Row } from '../page/rows.ts'
import { avatar } from '../team/avatar.ts'
import type { Team } from '../team/team.ts'
import type { Comment } from '../types.ts'
import type { Changes } from './changes.ts'
import { momentLabel } from './days.ts'
import { readAll } from './pages.ts'

export interface CommentsOptions {
  taskId: string
  team: Team
  changes: Changes
}

/** What is said about a task, as it is said. */
export function comments({ taskId, team, changes }: CommentsOptions, life: AbortSignal): HTMLElement {
  const path = `/api/tasks/${taskId}/comments`
  const list = h('ol', { class: 'comments' })
  const rows = createRows((comment: Comment) => row(comment, team))
  const reload = async () => place(list, rows((await readAll<Comment>(path)).items))

  changes.on(({ type, taskId: changed }) => {
    if (type === 'reset' || (type === 'comment.created' && changed === taskId)) void attempt(reload)
  }, life)
  void attempt(reload)

  const body = h('textarea', { name: 'body', rows: 2, required: true, maxlength: 10_000 })
  const write = form(
    {
      submit: 'Comment',
      async onSubmit(value) {
        await post(path, { body: value('body') })
        body.value = ''
        await reload()
      },
    },
    field('Your comment', body),
  )
  return h(
    'section',
    { class: 'discussion', 'aria-labelledby': 'discussion' },
    h('h3', { id: 'discussion' }, 'Comments'),
    h('div', { role: 'log', 'aria-labelledby': 'discussion' }, list),
    team.may('task:write') && write,
  )
}

function row({ author, body, createdAt }: Comment, team: Team): Row<Comment> {
  const name = team.nameOf(author)
  const element = h(
    'li',
    {},
    avatar(author ?? '', name),
    h(
      'div',
      {},
      h(
        'p',
        { class: 'by' },
        h('strong', {}, name),
        unseen(': '),
        h('time', { datetime: createdAt }, momentLabel(createdAt)),
      ),
      h('p', { class: 'text' }, body),
    ),
  )
  return { element, update: () => {} }
}
