import type { Problem } from '../http/problem.ts'

/** An answer that is on its way. Awaited, it is the Response. */
export interface TestAnswer extends Promise<Response> {
  /** The JSON of a 2xx. Rejects with the status and the body of any other answer. */
  json<T = unknown>(): Promise<T>
  /** The problem document (RFC 9457) of a refusal. Rejects if the answer is none. */
  problem(): Promise<Problem>
}

type Headers = Record<string, string>

/** Asks an app in this process, with no port. Paths start with `/`; a body is sent as JSON. */
export interface TestClient {
  request(path: string, init?: RequestInit): TestAnswer
  get(path: string, headers?: Headers): TestAnswer
  post(path: string, body?: unknown, headers?: Headers): TestAnswer
  put(path: string, body?: unknown, headers?: Headers): TestAnswer
  patch(path: string, body?: unknown, headers?: Headers): TestAnswer
  delete(path: string, body?: unknown, headers?: Headers): TestAnswer
  send(method: string, path: string, body?: unknown, headers?: Headers): TestAnswer
}

/** A client that sends these headers with each request, where the request does not say otherwise. */
export function createTestClient(
  fetch: (request: Request) => Promise<Response>,
  sent: Headers = {},
): TestClient {
  const request: TestClient['request'] = (path, init = {}) => {
    const headers = new Headers(sent)
    for (const [name, value] of new Headers(init.headers)) headers.set(name, value)
    return toAnswer(path, fetch(new Request(`http://localhost${path}`, { ...init, headers })))
  }
  const send: TestClient['send'] = (method, path, body, headers = {}) =>
    body === undefined
      ? request(path, { method, headers })
      : request(path, {
          method,
          body: JSON.stringify(body),
          headers: { 'content-type': 'application/json', ...headers },
        })
  return {
    request,
    send,
    get: (path, headers) => send('GET', path, undefined, headers),
    post: (path, body, headers) => send('POST', path, body, headers),
    put: (path, body, headers) => send('PUT', path, body, headers),
    patch: (path, body, headers) => send('PATCH', path, body, headers),
    delete: (path, body, headers) => send('DELETE', path, body, headers),
  }
}

function toAnswer(path: string, response: Promise<Response>): TestAnswer {
  return Object.assign(response, {
    async json<T>() {
      const answer = await response
      if (!answer.ok) throw await unexpected(path, 'a 2xx with JSON', answer)
      return (await answer.json()) as T // what the test says it is
    },
    async problem() {
      const answer = await response
      const isProblem = answer.headers.get('content-type')?.startsWith('application/problem+json')
      if (!isProblem) throw await unexpected(path, 'a problem document', answer)
      return (await answer.json()) as Problem // as its content type says
    },
  })
}

async function unexpected(path: string, expected: string, answer: Response): Promise<Error> {
  return new Error(`${path}: expected ${expected}, got ${answer.status} ${await answer.text()}`)
}
