/** Answers a request; where the time it takes could tell something, not before a time that is always the same. */
export type EvenAnswers = (request: Request, answer: () => Promise<Response>) => Promise<Response>

/**
 * Whether an e-mail has an account makes a difference of milliseconds: rows are written, a mail is begun. The answers that
 * must not tell wait for the same moment. A sign-in that succeeds does not, and Better Auth has a verification mail wait.
 */
export function evenAnswers(requireVerification: boolean): EvenAnswers {
  return async (request, answer) => {
    const { pathname } = new URL(request.url)
    const rule =
      request.method === 'POST' ? rules[pathname.slice(pathname.lastIndexOf('/auth/') + 5)] : undefined
    if (!rule) return answer()
    const startedAt = performance.now()
    const response = await answer()
    const applies = rule.failuresOnly ? !response.ok : requireVerification || !rule.ifVerified
    const rest = rule.floorMs - (performance.now() - startedAt)
    if (applies && rest > 0) await Bun.sleep(rest)
    return response
  }
}

interface Rule {
  floorMs: number
  failuresOnly?: true
  ifVerified?: true
}

const rules: Readonly<Record<string, Rule>> = {
  '/sign-in/email': { floorMs: 100, failuresOnly: true },
  '/sign-up/email': { floorMs: 250, ifVerified: true },
  '/request-password-reset': { floorMs: 100 },
}
