import type { SubjectOptions } from './protocol.ts'

/** What is measured, whichever side of the comparison it is. */
export interface Target {
  register(count: number): Promise<void>
  listen(): Promise<URL>
  fetch(request: Request): Response | Promise<Response>
  /** A token that the guarded route takes. */
  token(): Promise<string>
}

/** The framework is loaded for its own side only: it gives Elysia other formats than a peer has. */
export async function createTarget(options: SubjectOptions): Promise<Target> {
  if (options.kind === 'multiapp') {
    const { createServerTarget } = await import('./server-target.ts')
    return createServerTarget(options)
  }
  const { createPeerTarget } = await import('./peer-target.ts')
  return createPeerTarget(options)
}
