import type { TasksTest } from './open-tasks.ts'

export const password = 'correct horse battery'

/** A browser without its windows: it keeps the cookies it is given, and says which page it is on. */
export function openBrowser(app: Pick<TasksTest, 'request'>) {
  const cookies = new Map<string, string>()

  async function ask(method: string, path: string, body?: unknown): Promise<Response> {
    const response = await app.request(path, {
      method,
      headers: {
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        origin: 'http://localhost',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    return response
  }

  async function post<T>(path: string, body: unknown): Promise<T> {
    const response = await ask('POST', path, body)
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as T // as Better Auth and our routes document it
  }

  return {
    ask,
    post,
    read: async <T>(path: string) => (await (await ask('GET', path)).json()) as T, // as above
    /** Signs up with a name that becomes the e-mail; resolves with the user's id. */
    async signUp(name: string): Promise<string> {
      const email = `${name.toLowerCase()}@example.com`
      const { user } = await post<{ user: { id: string } }>('/auth/sign-up/email', { name, email, password })
      return user.id
    },
    /** Resolves with its id; it is the active one from now on. */
    async createOrganization(name: string): Promise<string> {
      const slug = name.toLowerCase()
      return (await post<{ id: string }>('/auth/organization/create', { name, slug })).id
    },
  }
}
export type Browser = ReturnType<typeof openBrowser>
