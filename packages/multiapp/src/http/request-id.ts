export const requestIdHeader = 'x-request-id'

const sane = /^[A-Za-z0-9._~+/=-]{1,128}$/

/** The caller's request id if it cannot harm a log or a header, else a new one. */
export function readRequestId(headers: Headers): string {
  const given = headers.get(requestIdHeader)
  return given !== null && sane.test(given) ? given : crypto.randomUUID()
}
