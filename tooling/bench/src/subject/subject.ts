import { join } from 'node:path'
import type { Order, OrderName, Orders, Reply, SubjectOptions } from './protocol.ts'

/** A process of its own that is measured: its heap, its compiled code and its core are nobody else's. */
export interface Subject extends AsyncDisposable {
  /** Rejects with what went wrong in the process. One order at a time. */
  order<Name extends OrderName>(name: Name, input: Orders[Name]['input']): Promise<Orders[Name]['output']>
}

const program = join(import.meta.dir, 'process.ts')

/** Starts a subject in production mode. Its log goes to /dev/null, its errors to this process's standard error. */
export function startSubject(options: SubjectOptions): Subject {
  let settle: ((reply: Reply) => void) | undefined
  const child = Bun.spawn([process.execPath, program], {
    env: { ...process.env, NODE_ENV: 'production' },
    stdin: 'ignore',
    stdout: Bun.file('/dev/null'),
    stderr: 'inherit',
    ipc: (reply: Reply) => settle?.(reply),
  })
  child.send(options) // not an argument: it holds a password, and everybody may list arguments

  return {
    async order<Name extends OrderName>(name: Name, input: Orders[Name]['input']) {
      const order: Order<Name> = { name, input }
      const replied = new Promise<Reply>((resolve) => {
        settle = resolve
      })
      const ended = child.exited.then((code) => ({ error: `its process has ended with ${code}` }))
      child.send(order)
      const reply = (await Promise.race([replied, ended])) as Reply<Name> // one order at a time, so this one's
      if ('error' in reply) throw new Error(`a subject failed to ${name}: ${reply.error}`)
      return reply.output
    },
    async [Symbol.asyncDispose]() {
      child.kill()
      await child.exited
    },
  }
}
