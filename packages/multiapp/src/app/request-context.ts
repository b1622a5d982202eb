import type { AppClaims } from '../auth/claims.ts'
import type { AppError } from '../errors/app-error.ts'
import type { AppContext } from './app-context.ts'
import type { Declaration } from './declaration.ts'

export interface RequestContextOptions<D extends Declaration> {
  app: AppContext<D> | null
  claims?: AppClaims | null
  requestId?: string
  request?: Request
}

/**
 * Who asks which app: five facts and five questions. A handler has it as `context`; code outside one, by
 * `currentContext()`. A class, because one is made for every request and its questions must cost nothing.
 */
export class RequestContext<D extends Declaration = Declaration> {
  readonly app: AppContext<D> | null
  readonly claims: AppClaims | null
  /** Empty outside a request. */
  readonly requestId: string
  /** As it came in, before a resolver cut its path. */
  readonly request: Request | undefined
  /** Whether the request has become a WebSocket. */
  isSocket = false
  #abort: AbortController | undefined

  constructor({ app, claims = null, requestId = '', request }: RequestContextOptions<D>) {
    this.app = app
    this.claims = claims
    this.requestId = requestId
    this.request = request
  }

  /** The organization that row-level security isolates. */
  get tenantId(): string | null {
    return this.claims?.org_id ?? null
  }
  get userId(): string | null {
    return this.claims?.pid ?? null
  }
  /** The issuer's id for a principal whose token another issuer signed. */
  get federationId(): string | null {
    return this.claims?.federation_id ?? null
  }

  get hasApp(): boolean {
    return this.app !== null
  }
  get isAuthenticated(): boolean {
    return this.claims !== null
  }
  get isFederated(): boolean {
    return this.federationId !== null
  }
  get principalId(): string | null {
    return this.userId
  }
  get organizationId(): string | null {
    return this.tenantId
  }

  /** Aborts when the client has gone, when the request's deadline has passed, or when the server shuts down. */
  get signal(): AbortSignal {
    this.#abort ??= this.#createAbort()
    return this.#abort.signal
  }

  abort(reason: AppError): void {
    this.#abort ??= this.#createAbort()
    this.#abort.abort(reason)
  }

  // Not AbortSignal.any(): with a listener that is never removed, Bun keeps such a signal and its request for ever.
  #createAbort(): AbortController {
    const controller = new AbortController()
    const client = this.request?.signal
    client?.addEventListener('abort', () => controller.abort(client.reason), { once: true })
    if (client?.aborted) controller.abort(client.reason)
    return controller
  }
}
