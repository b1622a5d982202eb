import type { ClientResult } from './client.ts'

/**
 * The data of a call. Throws its ProblemError.
 *
 * @example const note = await unwrap(api.api.notes({ id }).get())
 */
export async function unwrap<Data>(call: Promise<ClientResult<Data>>): Promise<Data> {
  const result = await call
  if (result.error) throw result.error
  return result.data
}
