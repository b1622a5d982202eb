import { heapStats } from 'bun:jsc'
import { type AppContext, createRevocations, createTokens } from '@repo/multiapp'
import { decodeProtectedHeader, jwtVerify } from 'jose'
import { slugOf } from '../fixture/apps.ts'
import { guardedPath, measuredPath } from '../fixture/routes.ts'
import { findWrkProblem, type LoadOptions, runWrk } from '../load/wrk.ts'
import { alternate } from '../rounds.ts'
import { startSides } from '../subject/sides.ts'
import { startSubject } from '../subject/subject.ts'
import type { Bench, Row, Topic } from '../topic.ts'

const secondsPerRound = 2
const tokensPerRound = 3000
const floodOf = 50_000
const names = ['an open route', 'guarded, bearer token', 'Elysia and @elysiajs/jwt'] as const

/** What it costs to know who asks: over HTTP, at first sight of a token, and in memory. */
export const auth: Topic = {
  name: 'auth',
  summary: 'a guarded route against an open one and @elysiajs/jwt; first sight of a token against jose',
  requirement: { rowNames: names, findProblem: findWrkProblem },
  async measure(bench: Bench): Promise<Row[]> {
    return [...(await measureHttp(bench)), ...(await measureFirstSight(bench)), await measureFlood(bench)]
  },
}

type LoadSide = Omit<LoadOptions, 'seconds'>

async function measureHttp({ rounds, progress, database }: Bench): Promise<Row[]> {
  progress('auth: starting the servers')
  const host = { name: '100 apps', apps: 100, plugin: true }
  await using running = await startSides([host], await database())
  await using peer = startSubject({ kind: 'elysia-jwt' })
  const ours = running.subject(host)
  const [{ url }, { token }] = [await ours.order('listen', {}), await ours.order('token', {})]
  const [{ url: peerUrl }, { token: peerToken }] = [
    await peer.order('listen', {}),
    await peer.order('token', {}),
  ]
  const slugs = [slugOf(0)]
  const open: LoadSide = { url: new URL(measuredPath, url).href, slugs }
  const guarded: LoadSide = { url: new URL(guardedPath, url).href, slugs, token }
  const other: LoadSide = { url: new URL(guardedPath, peerUrl).href, slugs, token: peerToken }
  const samples = await alternate({
    sides: [open, guarded, other],
    rounds,
    onRound: (round) => progress(`auth: ${round === 0 ? 'warming up' : `round ${round} of ${rounds}`}`),
    measure: (side, round) => runWrk({ ...side, seconds: round === 0 ? 1 : secondsPerRound }),
  })
  const row = (name: string, side: LoadSide, ratio: number): Row => ({
    name,
    value: samples.median(side),
    unit: 'req/s',
    ratio,
  })
  return [
    row(names[0], open, 1),
    { ...row(names[1], guarded, samples.ratio(guarded, open)), goal: { of: 'ratio', atLeast: 0.85 } },
    row(names[2], other, samples.ratio(other, open)),
    {
      ...row('guarded, against @elysiajs/jwt', guarded, samples.ratio(guarded, other)),
      goal: { of: 'ratio', atLeast: 2.5 },
    },
  ]
}

const app = { id: 'bench', slug: 'bench', roles: {}, permissions: new Set() } as unknown as AppContext // what tokens ask of it
const secret = 'of the bench: 0123456789abcdefghij'

function benchTokens(maxCachedTokens?: number) {
  const store = {
    add: async () => {},
    use: async () => true,
    since: async () => ({ revocations: [], cursor: '' }),
  }
  return createTokens({
    app,
    keys: { secrets: [secret] },
    issuer: 'bench',
    audience: 'bench',
    revocations: createRevocations({ store }),
    ...(maxCachedTokens && { maxCachedTokens }),
  })
}

// jose has the same key, as a CryptoKey too, and checks what can be said to it.
async function measureFirstSight({ rounds, progress }: Bench): Promise<Row[]> {
  progress('auth: first sight of a token')
  const tokens = benchTokens(1)
  const issued = await Promise.all(
    Array.from({ length: tokensPerRound }, () => tokens.issueAccess({ id: crypto.randomUUID() })),
  )
  const raw = crypto.getRandomValues(new Uint8Array(32))
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', raw, algorithm, false, ['sign', 'verify'])
  const peers = await Promise.all(issued.map((token) => resign(token, key)))
  const options = { algorithms: ['HS256'], issuer: 'bench', audience: 'bench', typ: 'JWT', clockTolerance: 5 }
  const ours = async () => {
    for (const token of issued) await tokens.verifyAccess(token)
  }
  const jose = async () => {
    for (const token of peers) await jwtVerify(token, key, options)
  }
  const samples = await alternate({
    sides: [jose, ours],
    rounds: rounds * 2,
    async measure(run) {
      const startedAt = Bun.nanoseconds()
      await run()
      return (Bun.nanoseconds() - startedAt) / tokensPerRound
    },
  })
  return [
    { name: 'jose alone, a token', value: samples.median(jose), unit: 'ns', ratio: 1 },
    {
      name: 'first sight of a token',
      value: samples.median(ours),
      unit: 'ns',
      ratio: samples.ratio(jose, ours),
      goal: { of: 'ratio', atLeast: 0.9 },
    },
  ]
}

async function resign(token: string, key: CryptoKey): Promise<string> {
  if (decodeProtectedHeader(token).alg !== 'HS256') throw new Error('expected HS256')
  const input = token.slice(0, token.lastIndexOf('.'))
  const signature = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(input))
  return `${input}.${Buffer.from(signature).toString('base64url')}`
}

/** What is kept of a flood of different tokens, all of them good. */
async function measureFlood({ progress }: Bench): Promise<Row> {
  progress(`auth: a flood of ${floodOf} tokens`)
  const tokens = benchTokens()
  const flood = async (count: number) => {
    for (let sent = 0; sent < count; sent++)
      await tokens.verifyAccess(await tokens.issueAccess({ id: crypto.randomUUID() }))
  }
  await flood(100)
  const before = heapBytes()
  await flood(floodOf)
  return { name: `kept of ${floodOf} good tokens`, value: (heapBytes() - before) / 1000, unit: 'KB' }
}

function heapBytes(): number {
  Bun.gc(true)
  return heapStats().heapSize
}
