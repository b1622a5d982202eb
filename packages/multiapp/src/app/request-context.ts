import type { Authentication } from '../auth/authenticator.ts'
import type { AppClaims } from '../auth/claims.ts'
import { type Principal, toPrincipal } from '../auth/principal.ts'
import type { AppError } from '../errors/app-error.ts'
import type { AppContext } from './app-context.ts'
import type { Declaration } from './declaration.ts'

export interface RequestContextOptions<D extends Declaration> {
  app: AppContext<D> | null
  claims?: AppClaims | null
  requestId?: string
  request?: Request
  /** Asked once, and only if somebody wants to know. */
  clientAddressOf?: (request: Request) => string | undefined
}

/**
 * Who asks which app: five facts and five questions. A handler has it as `context`; code outside one, by
 * `currentContext()`. A class, because one is made for every request and its questions must cost nothing.
 */
export class RequestContext<D extends Declaration = Declaration> {
  readonly app: AppContext<D> | null
  /** Empty outside a request. */
  readonly requestId: string
  /** As it came in, before a resolver cut its path. */
  readonly request: Request | undefined
  /** Whether the request has become a WebSocket. */
  isSocket = false
  /** What is wrong with the request's address, whatever the route. */
  addressFault: AppError | undefined
  readonly #clientAddressOf: RequestContextOptions<D>['clientAddressOf']
  #clientAddress: string | null | undefined
  #claims: AppClaims | null
  #principal: Principal<D> | undefined
  #refusal: AppError | undefined
  #abort: AbortController | undefined

  constructor({ app, claims = null, requestId = '', request, clientAddressOf }: RequestContextOptions<D>) {
    this.app = app
    this.#clientAddressOf = clientAddressOf
    this.#claims = claims
    this.requestId = requestId
    this.request = request
  }

  get claims(): AppClaims | null {
    return this.#claims
  }
  /** Who asks, as the app understands the claims; null outside an app. */
  get principal(): Principal<D> | null {
    if (this.#principal === undefined && this.#claims && this.app)
      this.#principal = toPrincipal(this.app, this.#claims)
    return this.#principal ?? null
  }
  /** Why the credentials that came along count for nothing. */
  get refusal(): AppError | undefined {
    return this.#refusal
  }

  authenticated({ claims, principal }: Authentication<D>): void {
    this.#claims = claims
    this.#principal = principal
  }

  refused(error: AppError): void {
    this.#refusal = error
  }

  /** The organization that row-level security isolates. */
  get tenantId(): string | null {
    return this.#claims?.org_id ?? null
  }
  get userId(): string | null {
    return this.#claims?.pid ?? null
  }
  /** The issuer's id for a principal whose token another issuer signed. */
  get federationId(): string | null {
    return this.#claims?.federation_id ?? null
  }
  /** The address of the client, before the proxies that are trusted; null outside a request that came in by a port. */
  get clientAddress(): string | null {
    if (this.#clientAddress === undefined)
      this.#clientAddress = (this.request && this.#clientAddressOf?.(this.request)) ?? null
    return this.#clientAddress
  }

  get hasApp(): boolean {
    return this.app !== null
  }
  get isAuthenticated(): boolean {
    return this.#claims !== null
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

  get isAborted(): boolean {
    return this.#abort?.signal.aborted ?? false
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
