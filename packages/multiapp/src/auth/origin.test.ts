import { expect, test } from 'bun:test'
import { assertOrigin } from './origin.ts'

const isAllowed = (host: string, origin: string, secure = true) => {
  try {
    assertOrigin(new Request('http://x/', { method: 'POST', headers: { host, origin } }), {
      origins: [],
      secure,
    })
    return true
  } catch {
    return false
  }
}

test.each([
  ['app.example.com', 'https://app.example.com'],
  ['app.example.com:443', 'https://app.example.com'],
  ['APP.example.com', 'https://app.example.com'],
  ['app.example.com:8443', 'https://app.example.com:8443'],
  ['links.localhost:3000', 'http://links.localhost:3000'],
  ['[::1]:3000', 'http://[::1]:3000'],
])('the host %s takes its own origin %s', (host, origin) => {
  expect(isAllowed(host, origin)).toBe(true)
})

test.each([
  ['app.example.com', 'https://other.example.com'],
  ['app.example.com', 'https://app.example.com:8443'],
  ['app.example.com:8443', 'https://app.example.com'],
  ['app.example.com', 'http://app.example.com'],
  ['app.example.com', 'https://app.example.com.evil.example'],
  ['app.example.com', 'https://app.example.com/'],
  ['app.example.com', 'null'],
  ['', 'https://app.example.com'],
])('the host %s does not take %s', (host, origin) => {
  expect(isAllowed(host, origin)).toBe(false)
})
