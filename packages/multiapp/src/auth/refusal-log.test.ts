import { expect, test } from 'bun:test'
import { AppError } from '../errors/app-error.ts'
import { createLogger } from '../log/logger.ts'
import { cannotTell, notAuthenticated } from './refusal.ts'
import { createRefusalLog } from './refusal-log.ts'

test('while nobody can be checked there is a line a second, which counts the others; a refusal is always one', () => {
  const lines: Record<string, unknown>[] = []
  let time = 0
  const logger = createLogger({ destination: { write: (line) => lines.push(JSON.parse(line)) } })
  const log = createRefusalLog(logger, () => time)
  const away = cannotTell('not now', new AppError('DATABASE_UNAVAILABLE'))
  for (time = 0; time < 2500; time += 10) log(away)
  expect(lines.map(({ msg, unlogged }) => [msg, unlogged])).toEqual([
    ['credentials cannot be checked', undefined],
    ['credentials cannot be checked', 99],
    ['credentials cannot be checked', 99],
  ])
  log(notAuthenticated('expired'))
  log(notAuthenticated('expired'))
  expect(lines.slice(3).map(({ msg }) => msg)).toEqual(['credentials refused', 'credentials refused'])
})
