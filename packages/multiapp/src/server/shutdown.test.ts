import { expect, test } from 'bun:test'
import { createLogger } from '../log/logger.ts'
import { runShutdown } from './shutdown.ts'

test('steps run in order, and one that hangs or throws holds up none of the others', async () => {
  const ran: string[] = []
  const lines: { msg: string; step: string }[] = []
  const logger = createLogger({ destination: { write: (line) => lines.push(JSON.parse(line)) } })
  const aborted = Promise.withResolvers<void>()
  await runShutdown(
    [
      { name: 'first', run: () => ran.push('first'), deadlineSeconds: 1 },
      {
        name: 'hangs',
        run(signal) {
          signal.addEventListener('abort', () => aborted.resolve())
          return new Promise(() => {})
        },
        deadlineSeconds: 0.05,
      },
      { name: 'throws', run: () => Promise.reject(new Error('no')), deadlineSeconds: 1 },
      { name: 'last', run: () => ran.push('last'), deadlineSeconds: 1 },
    ],
    logger,
  )
  await aborted.promise
  expect(ran).toEqual(['first', 'last'])
  expect(lines.map(({ step, msg }) => `${step}: ${msg}`)).toEqual([
    'hangs: shutdown step overran its deadline',
    'throws: shutdown step failed',
  ])
})
