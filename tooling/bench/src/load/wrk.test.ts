import { expect, test } from 'bun:test'
import { parseWrk, runWrk } from './wrk.ts'

const report = `Running 2s test @ http://127.0.0.1:3000/api/hello
  1 threads and 32 connections
  309876 requests in 2.01s, 60.29MB read
Requests/sec: 153838.29
Transfer/sec:     29.94MB
`

test('reads the requests per second', () => {
  expect(parseWrk(report)).toBe(153_838.29)
})

test('refuses a run in which the server refused: a refusal is fast', () => {
  expect(() => parseWrk(`  Non-2xx or 3xx responses: 309876\n${report}`)).toThrow(
    'Non-2xx or 3xx responses: 309876',
  )
  expect(() => parseWrk(`  Socket errors: connect 0, read 3, write 0, timeout 0\n${report}`)).toThrow(
    'read 3',
  )
})

test('refuses a report it cannot read', () => {
  expect(() => parseWrk('unable to connect')).toThrow('unable to connect')
})

test('puts no load on another machine', async () => {
  const options = { url: 'http://example.com/', slugs: ['bench-0'], seconds: 1 }
  await expect(runWrk(options)).rejects.toThrow('127.0.0.1 only')
})
