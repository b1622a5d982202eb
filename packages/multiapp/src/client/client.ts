import type { AnyElysia } from 'elysia'
import type { ProblemError } from './problem-error.ts'

/**
 * An app's routes as calls: a path's segments are properties, its parameters are arguments, and its method is the call.
 * Eden's own types are not used: they do not know problem documents, and take what a handler gives for what arrives.
 */
export type Client<Api extends AnyElysia> = Path<Api['~Routes']>

/** What a call comes to; it rejects only with what the caller's own functions throw. */
export type ClientResult<Data> =
  | { data: Data; error: null; status: number; response: Response }
  | { data: null; error: ProblemError; status: number; response: Response | null }

type Path<Routes> = Below<Routes> & Parameter<Routes, Extract<keyof Routes, `:${string}`>>

type Below<Routes> = {
  [Name in keyof Routes as Name extends `:${string}` ? never : Name]: Routes[Name] extends Route
    ? Call<Name, Routes[Name]>
    : // With a parameter, Eden would take a segment by such a name for the method.
      Name extends Method | 'connect' | 'subscribe'
      ? Below<Routes[Name]>
      : Path<Routes[Name]>
}

type Parameter<Routes, Name extends keyof Routes> = [Name] extends [never]
  ? unknown
  : (parameter: { [N in NameOf<Name>]: string | number }) => Path<Routes[Name]>

type NameOf<Name> = Name extends `:${infer N}?` ? N : Name extends `:${infer N}` ? N : never

interface Route {
  body: unknown
  params: unknown
  query: unknown
  headers: unknown
  response: object
}

type Method = 'get' | 'head' | 'options' | 'post' | 'put' | 'patch' | 'delete'

// What is left is no call: a WebSocket, and a route for every method.
type Call<Name, R extends Route> = Name extends 'get' | 'head'
  ? (...options: MayBeLeftOut<Options<R>>) => Promise<ClientResult<Answer<R['response']>>>
  : Name extends Method
    ? (
        ...bodyAndOptions: [...MayBeLeftOut<R['body']>, ...MayBeLeftOut<Options<R>>]
      ) => Promise<ClientResult<Answer<R['response']>>>
    : never

type MayBeLeftOut<T> = unknown extends T
  ? [value?: unknown]
  : Record<never, never> extends T
    ? [value?: T]
    : undefined extends T
      ? [value?: T]
      : [value: T]

interface Init {
  /** Of this one call, such as `{ signal }`. */
  fetch?: Omit<RequestInit, 'method' | 'body' | 'headers'>
}

// Nothing of a query has to be there: a type does not show what has a default.
type Options<R extends Route> = Init &
  (unknown extends R['query'] ? { query?: Record<string, unknown> } : { query?: Partial<R['query']> }) &
  (unknown extends R['headers']
    ? { headers?: Record<string, string> }
    : Record<never, never> extends R['headers']
      ? { headers?: R['headers'] & Record<string, string> }
      : { headers: R['headers'] })

type Answer<Answers> = Arriving<Sent<Answers, Answers[keyof Answers & (201 | 202 | 203 | 204 | 205 | 206)]>>

// Elysia adds what a handler gives as a 200, also where another status is declared and set.
type Sent<Answers, Declared> = Answers extends { 200: infer Given }
  ? [Declared] extends [never]
    ? Given
    : [Given] extends [Declared]
      ? Declared
      : Given | Declared
  : Declared

/** What arrives of what a handler gives: text, JSON, or an answer that is left unread. */
type Arriving<T> = unknown extends T
  ? unknown
  : T extends null
    ? null
    : T extends void
      ? null
      : T extends string | number | boolean
        ? `${T}`
        : T extends Unread
          ? unknown
          : Json<T>

type Unread = Response | Blob | ReadableStream | Generator | AsyncGenerator | ArrayBuffer | Uint8Array

type Json<T> = T extends string | number | boolean | null | undefined
  ? T
  : T extends Date
    ? string
    : unknown extends T
      ? unknown
      : { [Name in keyof T]: Json<T[Name]> }
