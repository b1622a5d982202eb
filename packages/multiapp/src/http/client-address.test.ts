import { expect, test } from 'bun:test'
import { clientAddress, parseTrustedProxies } from './client-address.ts'

test('with no proxy trusted, a client is who has connected, whatever it says', () => {
  expect(clientAddress('203.0.113.5', '198.51.100.1', 0)).toBe('203.0.113.5')
  expect(clientAddress('::ffff:203.0.113.5', null, 0)).toBe('203.0.113.5')
  expect(clientAddress(undefined, '198.51.100.1', 0)).toBeUndefined()
})

test('of a list, as many addresses are proxies as are trusted, counted from the end', () => {
  const list = '1.1.1.1, 198.51.100.1, 10.0.0.2'
  expect(clientAddress('10.0.0.1', list, 1)).toBe('10.0.0.2')
  expect(clientAddress('10.0.0.1', list, 2)).toBe('198.51.100.1')
  expect(clientAddress('10.0.0.1', '198.51.100.1', 3)).toBe('198.51.100.1')
  expect(clientAddress('10.0.0.1', null, 1)).toBe('10.0.0.1')
  expect(clientAddress(undefined, '198.51.100.1', 1)).toBe('198.51.100.1')
})

test('a network that is trusted is passed over, and nothing in front of one that is not', () => {
  const trusted = parseTrustedProxies('10.0.0.0/8, fd00::/8')
  expect(clientAddress('10.0.0.1', '1.1.1.1, 198.51.100.1, 10.9.9.9', trusted)).toBe('198.51.100.1')
  expect(clientAddress('::ffff:10.0.0.1', '198.51.100.1', trusted)).toBe('198.51.100.1')
  expect(clientAddress('fd00::1', '2001:db8::5', trusted)).toBe('2001:db8::5')
  expect(clientAddress('203.0.113.5', '198.51.100.1', trusted)).toBe('203.0.113.5')
})

test('what is no address was not written by a proxy', () => {
  expect(clientAddress('10.0.0.1', 'unknown', 1)).toBe('10.0.0.1')
  expect(clientAddress('10.0.0.1', '198.51.100.1, evil', 2)).toBe('10.0.0.1')
})

test('anything but a number or networks is refused', () => {
  for (const text of ['', '-1', '1.5', '10.0.0.0/33', '10.0.0.0/', 'proxy.example.com', '10.0.0.0/0'])
    expect(() => parseTrustedProxies(text)).toThrow('expected how many proxies')
})
