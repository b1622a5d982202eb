import { AppError } from '../errors/app-error.ts'

/**
 * The connection of a transaction is gone. `rolled-back`: it was before COMMIT was sent, and no row of it exists.
 * `unknown`: COMMIT was sent and not answered, and all of its rows exist or none.
 */
export class TransactionLostError extends AppError {
  readonly outcome: 'rolled-back' | 'unknown'

  constructor(outcome: TransactionLostError['outcome'], cause: unknown) {
    const message =
      outcome === 'unknown'
        ? 'the connection was lost while the transaction was committed: look whether its rows exist before you repeat it'
        : 'the connection was lost and the transaction with it: nothing of it remains, it can be repeated'
    super('TRANSACTION_LOST', { message, cause })
    this.outcome = outcome
  }
}
