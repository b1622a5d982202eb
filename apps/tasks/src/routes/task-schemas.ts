import { t } from 'elysia'
import { Moment, Uuid } from './schemas.ts'

export const Day = t.String({ format: 'date' })
export const Status = t.Union([t.Literal('todo'), t.Literal('doing'), t.Literal('done')])

const Title = t.String({ minLength: 1, maxLength: 200 })
const farAway = 1e9
const decided = {
  description: t.Optional(t.String({ maxLength: 10_000 })),
  status: t.Optional(Status),
  assignee: t.Optional(t.Nullable(Uuid)),
  dueDate: t.Optional(t.Nullable(Day)),
  position: t.Optional(t.Number({ minimum: -farAway, maximum: farAway })),
}

export const NewTask = t.Object({ title: Title, ...decided })
export const TaskChange = t.Object({ title: t.Optional(Title), ...decided }, { minProperties: 1 })
export const Task = t.Object({
  id: Uuid,
  projectId: Uuid,
  title: t.String(),
  description: t.String(),
  status: Status,
  assignee: t.Nullable(Uuid),
  dueDate: t.Nullable(Day),
  position: t.Number(),
  version: t.Integer(),
  createdBy: t.Nullable(Uuid),
  createdAt: Moment,
  updatedAt: Moment,
})

export const ifMatch = t.Object({
  'if-match': t.Optional(
    t.String({ maxLength: 1000, description: 'the ETag of what is to be changed: else 412' }),
  ),
})
