import { currentContext } from '@repo/multiapp'
import { hashPassword } from './password.ts'

/** A request's hash, made before it is asked for: a transaction that waits for one keeps a connection from everybody. */
export interface HashAhead {
  /** Within a request. */
  prepare(password: string): Promise<void>
  /** What was prepared for this password in this request, or else a new one. */
  hash(password: string): Promise<string>
}

export function createHashAhead(): HashAhead {
  const ready = new WeakMap<object, { password: string; hash: string }>()
  return {
    async prepare(password) {
      const request = currentContext()
      if (request) ready.set(request, { password, hash: await hashPassword(password) })
    },
    async hash(password) {
      const request = currentContext()
      const prepared = request && ready.get(request)
      if (!prepared || prepared.password !== password) return hashPassword(password)
      ready.delete(request)
      return prepared.hash
    },
  }
}
