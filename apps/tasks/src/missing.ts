import { AppError, sqlState, violatedConstraint } from '@repo/multiapp'

/** What it means to a client that a foreign key has found nothing. Any other error stays what it is. */
export function toMissing(error: unknown): unknown {
  if (sqlState(error) !== foreignKeyViolation) return error
  const constraint = violatedConstraint(error) ?? ''
  if (constraint === 'tasks_assignee') {
    const violations = [{ on: 'body', path: '/assignee', message: 'expected a member of the organization' }]
    return new AppError('VALIDATION_FAILED', { message: 'the input is not valid', violations })
  }
  if (constraint.includes('organization_id_organization')) {
    return new AppError('FORBIDDEN', { message: 'the organization is not there: it may have been deleted' })
  }
  return new AppError('NOT_FOUND')
}

const foreignKeyViolation = '23503'
