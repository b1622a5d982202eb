import { Elysia } from 'elysia'
import type { JournalApi } from '../../test/journal-app.ts'
import type { ErrorCode } from '../errors/app-error.ts'
import { type Client, type ClientErrorCode, createClient, unwrap } from './index.ts'

const api = createClient<JournalApi>('journal', { baseUrl: 'http://localhost' })

const odd = new Elysia()
  .post('/subscribe', () => 'ok')
  .get('/delete', () => 'ok')
  .get('/delete/:id', () => 'ok')
  .post('/items/:id', () => 'ok')
  .ws('/socket', { message() {} })

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const is = <_Holds extends true>() => {}

interface Entry {
  id: string
  title: string
  mood: 'good' | 'bad'
  writtenAt: string
}

export async function calls() {
  const { data, error, response } = await api.api.entries.get()
  is<Equal<typeof data, { items: Entry[]; limit: number } | null>>()
  if (error) {
    is<Equal<typeof error.code, ErrorCode | ClientErrorCode>>()
    is<Equal<typeof error.status, number>>()
    is<Equal<typeof data, null>>()
    is<Equal<typeof response, Response | null>>()
    // @ts-expect-error: no code of the kit
    return error.code === 'NOT_FUOND'
  }
  is<Equal<typeof data, { items: Entry[]; limit: number }>>()
  is<Equal<typeof response, Response>>()

  const made = await unwrap(api.api.entries.post({ title: 'one', mood: 'good' }))
  is<Equal<typeof made, Entry>>()
  // @ts-expect-error: the answer has no such field
  made.titel

  const removed = await unwrap(api.api.entries({ id: made.id }).delete())
  is<Equal<typeof removed, null>>()
  return api.api.entries.get({
    query: { limit: 5, mood: ['bad'] },
    fetch: { signal: AbortSignal.timeout(9) },
  })
}

/** What arrives, where it is not what the handler gives. */
export async function answers() {
  const text = await unwrap(api.api.text.get())
  is<Equal<typeof text, string>>()
  const number = await unwrap(api.api.number.get())
  is<Equal<typeof number, `${number}`>>()
  const nothing = await unwrap(api.api.nothing.get())
  is<Equal<typeof nothing, null>>()
  const time = await unwrap(api.api.time.get())
  is<Equal<typeof time, { at: string; text: string }>>()
  const csv = await unwrap(api.api['export.csv'].get())
  is<Equal<typeof csv, unknown>>()
}

/** Paths that are named like what a call is named. */
export function names(api: Client<typeof odd>) {
  api.subscribe.post()
  api.delete.get()
  api.items({ id: 1 }).post(undefined, { headers: { 'x-sent': 'yes' } })
  // @ts-expect-error: it would be a call of DELETE
  api.delete({ id: 1 })
  // @ts-expect-error: no call, but a WebSocket
  api.socket.subscribe()
}

export function refused() {
  // @ts-expect-error: no such path
  api.api.entreis
  // @ts-expect-error: no such method
  api.api.entries.put
  // @ts-expect-error: a parameter of another name
  api.api.entries({ entryId: 'x' })
  // @ts-expect-error: a parameter that is missing
  api.api.entries.delete()
  // @ts-expect-error: no body
  api.api.entries.post()
  // @ts-expect-error: a body that lacks a field
  api.api.entries.post({ title: 'one' })
  // @ts-expect-error: a body with a wrong field
  api.api.entries.post({ title: 'one', mood: 'sad' })
  // @ts-expect-error: a query that the route does not take
  api.api.entries.get({ query: { page: 2 } })
  // @ts-expect-error: of a wrong type
  api.api.entries.get({ query: { limit: 'many' } })
  // @ts-expect-error: the app is named
  createClient<JournalApi>({ baseUrl: 'http://localhost' })
  // @ts-expect-error: no token that is renewed without one to renew it by
  createClient<JournalApi>('journal', { baseUrl: 'http://localhost', token: { accessToken: 'x' } })
}
