import { jwt } from '@elysiajs/jwt'
import { type AnyElysia, Elysia } from 'elysia'
import { listByHand, signByHand } from '../fixture/list/by-hand.ts'
import { benchRoutes, guardedPath, hello } from '../fixture/routes.ts'
import type { MultiappOptions, SubjectOptions } from './protocol.ts'
import type { Target } from './target.ts'

/** What the framework is compared with: Elysia, and what people put together around it. */
export function createPeerTarget(options: Exclude<SubjectOptions, MultiappOptions>): Target {
  if (options.kind === 'elysia-jwt') return createJwtTarget()
  if (options.kind === 'list-by-hand') return elysiaTarget(listByHand(options), signByHand)
  return elysiaTarget(benchRoutes(), noToken)
}

// As the plugin's README has it, with the token in the header that a program sends.
function createJwtTarget(): Target {
  const signer = jwt({ name: 'jwt', secret: 'of the bench: 0123456789abcdefghij', exp: '1h' })
  const routes = new Elysia().use(signer).get(guardedPath, async ({ jwt, headers, status }) => {
    const profile = await jwt.verify(headers.authorization?.slice('Bearer '.length))
    return profile ? hello() : status(401)
  })
  return elysiaTarget(routes, () =>
    signer.decorator.jwt.sign({ sub: '0b9a2c64-1f3e-4a57-9a3f-5f2f6d1c7e80' }),
  )
}

const noToken = () => Promise.reject(new TypeError('bare Elysia has no tokens'))

function elysiaTarget(routes: AnyElysia, token: Target['token']): Target {
  const elysia = new Elysia().use(routes).compile()
  return {
    register: () => Promise.reject(new TypeError('bare Elysia has no apps to register')),
    async listen() {
      elysia.listen({ hostname: '127.0.0.1', port: 0 })
      if (!elysia.server) throw new Error('Elysia does not listen')
      return elysia.server.url
    },
    fetch: (request) => elysia.fetch(request),
    token,
  }
}
