import { expect, test } from 'bun:test'
import { parseConnectionUrl } from './connection-url.ts'

test('a URL is read whole: encoded parts, several hosts, IPv6, defaults', () => {
  expect(
    parseConnectionUrl('postgres://us%40er:p%2Fw@db.example:6000/my%20db?sslmode=require'),
  ).toMatchObject({
    host: ['db.example'],
    port: [6000],
    username: 'us@er',
    password: 'p/w',
    database: 'my db',
    ssl: 'require',
  })
  expect(parseConnectionUrl('postgresql://a@one,two:7/x')).toMatchObject({
    host: ['one', 'two'],
    port: [5432, 7],
  })
  expect(parseConnectionUrl('postgres://a@[::1]:7')).toMatchObject({
    host: ['::1'],
    port: [7],
    database: 'a',
    ssl: false,
  })
  expect(parseConnectionUrl('postgres://a@h/x?sslmode=verify-ca&channel_binding=require')).toMatchObject({
    ssl: 'verify-full',
  })
})

test.each([
  'search_path=public',
  'options=-c%20search_path=public',
  'user=postgres',
  'application_name=x',
  'schema=x',
])('the parameter %s, which could override the scope, is refused by name and not by value', (parameter) => {
  const [name = ''] = parameter.split('=')
  const read = () => parseConnectionUrl(`postgres://u:hunter2@h/x?${parameter}`)
  expect(read).toThrow(`the parameter ${name} is not taken here`)
  expect(read).not.toThrow(/hunter2|public/)
})

test.each(['mysql://h/x', 'postgres://', 'nonsense'])('%s is refused', (url) => {
  expect(() => parseConnectionUrl(url)).toThrow('expected postgres://user:password@host:port/database')
})
