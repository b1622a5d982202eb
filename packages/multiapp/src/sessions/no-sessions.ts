import { sessionCookieName } from './session-cookie.ts'
import type { Sessions } from './sessions.ts'

/** What stands for an app's sessions where the server was given no keys: using it says so. */
export function noSessions(app: { slug: string }, secure: boolean, now: () => number): Sessions {
  const refuse = (): never => {
    throw new TypeError('sessions: this server has no keys: give createServer the option "authKeys"')
  }
  const refuseLater = async () => refuse()
  return {
    start: refuseLater,
    end: refuseLater,
    endAll: refuseLater,
    list: refuseLater,
    current: () => undefined,
    cookie: { name: sessionCookieName(app, secure), set: refuse, read: refuse, clear: '' },
    store: {
      create: refuseLater,
      get: refuseLater,
      update: refuseLater,
      delete: refuseLater,
      deleteByUser: refuseLater,
      touch: refuseLater,
      listByUser: refuseLater,
      claimRotation: refuseLater,
      giveUpRotation: refuseLater,
    },
    origins: [],
    secure,
    now,
  }
}
