import { markHook, type Requirement } from './requirement.ts'

/** What lets nobody in where the app requires authentication of all its routes. */
export const anonymousAllowed: Requirement = {
  name: 'allowAnonymous',
  key: 'allowAnonymous',
  check: () => {},
}

/**
 * As the macro of this name, for a route that does not use the plugin because it is all the same who asks: a page, a file,
 * a sign-in.
 *
 * @example new Elysia().get('/', () => page, { beforeHandle: allowAnonymous })
 */
export const allowAnonymous = markHook((): void => {}, anonymousAllowed)
