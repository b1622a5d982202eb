import { type AppStatus, readStatuses } from '@repo/multiapp/migrations'
import { countOf } from '../../count.ts'
import { type Check, type Finding, ok, problem } from '../check.ts'

/** No migration stopped half-way, and none was changed after it was applied. */
export const migrations: Check = {
  name: 'migrations',
  needs: ['repository', 'database'],
  async run({ repository, database }) {
    const { apps } = await repository()
    const statuses = await readStatuses(await database(), apps, 'doctor')
    const problems = statuses.flatMap(toProblems)
    if (problems.length > 0) return problems
    const pending = statuses.filter((status) => status.pending.length > 0)
    if (pending.length === 0) return ok('all applied')
    const count = pending.reduce((sum, status) => sum + status.pending.length, 0)
    return ok(
      `${countOf(count, 'migration')} pending in ${pending.map(({ app }) => app).join(', ')}: the next start applies them`,
    )
  },
}

function toProblems({ problems, dirty }: AppStatus): Finding[] {
  const mend = dirty ? 'docs/data.md says how to settle it' : '"bun kit db check" says more'
  return problems.map((each) => problem(each, mend))
}
