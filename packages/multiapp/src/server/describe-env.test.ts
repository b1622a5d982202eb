import { expect, test } from 'bun:test'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Elysia, t } from 'elysia'
import { defineApp } from '../app/define-app.ts'
import { describeEnv, type EnvSource } from './describe-env.ts'

const settings = t.Object({ pageSize: t.Integer({ default: 20 }) })
const shop = defineApp({ slug: 'my-shop', name: 'Shop', features: ['export'], settings }).backend({
  routes: () => new Elysia(),
})
const describe = (source: EnvSource) => describeEnv([shop], source)
const found = async (name: string, source: EnvSource) =>
  (await describe(source)).variables.find((variable) => variable.name === name)

test('.env.example lists every variable, each with the default of development, and nothing else', async () => {
  const example = readFileSync(join(import.meta.dir, '../../../../.env.example'), 'utf8')
  const listed = new Map(
    [...example.matchAll(/^# ([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
  )
  const { variables } = await describeEnv([], {})
  const ofNotes = ['DATABASE_URL_NOTES', 'PUBLIC_URL_NOTES', 'FEATURES_NOTES', 'SETTINGS_NOTES']
  expect([...listed.keys()].sort()).toEqual([...variables.map(({ name }) => name), ...ofNotes].sort())
  for (const { name, default: value } of variables) {
    if (value !== undefined) expect({ name, value: listed.get(name) }).toEqual({ name, value })
  }
})

test('every variable is told with what is given and with its default, which production changes', async () => {
  expect(await found('PORT', { PORT: '4000' })).toEqual({
    name: 'PORT',
    given: '4000',
    default: '3000',
    kind: 'text',
  })
  expect((await found('HOST', {}))?.default).toBe('127.0.0.1')
  expect((await found('HOST', { NODE_ENV: 'production' }))?.default).toBe('0.0.0.0')
  expect(await found('AUTH_SECRET', { AUTH_SECRET: '' })).toEqual({ name: 'AUTH_SECRET', kind: 'secret' })
  expect(await found('PUBLIC_URL_MY_SHOP', { PORT: '4000' })).toEqual({
    name: 'PUBLIC_URL_MY_SHOP',
    app: 'my-shop',
    default: 'http://my-shop.localhost:4000',
    kind: 'url',
  })
  expect(await found('PUBLIC_URL_MY_SHOP', { NODE_ENV: 'production' })).not.toHaveProperty('default')
})

test('development lacks nothing, and nothing is made for it', async () => {
  const folder = join(import.meta.dir, 'never-made')
  expect((await describe({ DATA_DIR: folder })).problems).toEqual([])
  expect(existsSync(folder)).toBe(false)
})

test('what a start would fail with is told: what is missing, what is wrong, and what an app refuses', async () => {
  const problemsOf = async (source: EnvSource) => (await describe(source)).problems
  expect(await problemsOf({ NODE_ENV: 'production' })).toEqual([
    expect.stringMatching(/^DATABASE_URL: expected/),
    expect.stringMatching(/^DATABASE_ROLE_SECRET: expected/),
    expect.stringMatching(/^AUTH_SECRET: expected/),
  ])
  expect(await problemsOf({ PORT: 'http', AUTH_ALGORITHM: 'ES256' })).toEqual([
    expect.stringMatching(/^PORT: expected/),
    expect.stringMatching(/^AUTH_PRIVATE_KEY: expected/),
  ])
  expect(await problemsOf({ FEATURES_MY_SHOP: 'exprot' })).toEqual([
    'app "my-shop" declares no feature "exprot": it has export',
  ])
  expect(await problemsOf({ SETTINGS_MY_SHOP: '{"pageSize":"x"}' })).toEqual([
    expect.stringMatching(/^settings of app "my-shop": \/pageSize/),
  ])
  expect(await problemsOf({ MODE: 'single', APPS: 'my-shop' })).toEqual([])
  expect(await describeEnv([shop, { ...shop, slug: 'other' }], { MODE: 'single' })).toMatchObject({
    problems: ['MODE: single serves exactly one app: set APPS to one of my-shop, other'],
  })
})
