import { expect, test } from 'bun:test'
import { readAddress } from './address.ts'

test.each([
  [{}, 'http://127.0.0.1:3000/'],
  [{ PORT: '8080', HOST: '0.0.0.0' }, 'http://127.0.0.1:8080/'],
  [{ HOST: '::' }, 'http://[::1]:3000/'],
  [{ HOST: '::1' }, 'http://[::1]:3000/'],
  [{ HOST: '10.0.0.5' }, 'http://10.0.0.5:3000/'],
])('%p is found at %s', (source, address) => {
  expect(readAddress(source).href).toBe(address)
})

test.each(['http', '0', '70000'])('PORT=%s is refused, naming the variable', (PORT) => {
  expect(() => readAddress({ PORT })).toThrow('PORT: expected a port')
})
