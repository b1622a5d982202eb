import type { Declaration } from '../app/declaration.ts'
import type { TokenSubject } from '../auth/issuer.ts'
import { createTestClient, type TestClient } from './test-client.ts'

/** Who asks. A role or a permission that the app does not declare does not compile. */
export interface PrincipalOptions<D extends Declaration, Organization extends string | null>
  extends Partial<Omit<TokenSubject<D>, 'organizationId'>> {
  /** The id of the organization that is acted for; null for none. Default: one of their own. */
  organization?: Organization
}

/** Somebody with an access token of the app: each of their requests brings it. */
export interface TestPrincipal<Organization extends string | null = string> extends TestClient {
  readonly id: string
  readonly organizationId: Organization
  readonly token: string
  /** For a request that is made otherwise. */
  readonly headers: { readonly authorization: string }
}

export interface PrincipalContext<D extends Declaration> {
  token(subject: TokenSubject<D>): Promise<string>
  fetch(request: Request): Promise<Response>
  /** Sent with each request. */
  headers: Record<string, string>
}

/** A client of somebody who has these rights in the app. */
export async function asPrincipal<D extends Declaration, Organization extends string | null>(
  { token: issue, fetch, headers: sent }: PrincipalContext<D>,
  { id = crypto.randomUUID(), organization, ...subject }: PrincipalOptions<D, Organization>,
): Promise<TestPrincipal<Organization>> {
  const organizationId = organization === undefined ? crypto.randomUUID() : organization
  const token = await issue({ ...subject, id, ...(organizationId !== null && { organizationId }) })
  const headers = { authorization: `Bearer ${token}` }
  return {
    ...createTestClient(fetch, { ...sent, ...headers }),
    id,
    organizationId: organizationId as Organization, // what is not said is a string, the default of the type
    token,
    headers,
  }
}
