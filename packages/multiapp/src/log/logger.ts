import pino, { type DestinationStream, type LogFn, type Logger as PinoLogger } from 'pino'
import type * as PinoPretty from 'pino-pretty'
import { currentContext } from '../app/current.ts'
import { redact } from './redact.ts'

export type Logger = PinoLogger

export interface LoggerOptions {
  level?: string
  /** `pretty` writes for people, in this process. Production has it not, and writes JSON. */
  format?: 'json' | 'pretty'
  /** Where lines go; standard output by default. */
  destination?: DestinationStream
}

/** A logger whose every line says which app, request, principal and tenant it belongs to. */
export function createLogger({ level = 'info', format = 'json', destination }: LoggerOptions = {}): Logger {
  // Written at once: a line on its way to a thread of its own is lost when the process exits.
  const lines = destination ?? pino.destination({ dest: 1, sync: true })
  const stream = (format === 'pretty' && prettyLines(lines)) || lines
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => redact(fields) as Record<string, unknown>,
      },
      mixin: (_fields, _level, logger) => contextFields(logger),
      hooks: { logMethod: withMessage },
    },
    stream,
  )
}

const appOf = Symbol('app')

/** A logger whose lines are an app's also outside a request. */
export function appLogger(logger: Logger, slug: string): Logger {
  return Object.assign(logger.child({}), { [appOf]: slug })
}

function contextFields(logger: object): Record<string, string> {
  const context = currentContext()
  const app = (appOf in logger ? String(logger[appOf]) : undefined) ?? context?.app?.slug
  return {
    ...(app && { app }),
    ...(context?.requestId && { requestId: context.requestId }),
    ...(context?.principalId && { principal: context.principalId }),
    ...(context?.tenantId && { tenant: context.tenantId }),
  }
}

// Without a message, pino takes that of the error: it may hold what describeError leaves out.
function withMessage(this: Logger, args: unknown[], method: LogFn): void {
  const [first, message, ...rest] = args
  const fields = first instanceof Error ? { err: first } : first
  const holdsError = typeof fields === 'object' && fields !== null && 'err' in fields
  const given = holdsError && message === undefined ? [fields, 'error'] : [fields, message, ...rest]
  method.apply(this, given.filter((item) => item !== undefined) as Parameters<LogFn>) // what the caller gave, completed
}

function prettyLines(destination: DestinationStream): DestinationStream | undefined {
  // A build for production folds this, and leaves it out. By `require()`, and here: who writes JSON does not wait for it.
  const pretty: typeof PinoPretty | undefined =
    process.env.NODE_ENV === 'production' ? undefined : require('pino-pretty')
  const toPretty = pretty?.prettyFactory({
    colorize: Boolean(process.stdout.isTTY),
    translateTime: 'HH:MM:ss',
    ignore: 'app,requestId,principal,tenant,method,path,status,durationMs',
    messageFormat: (line) => [line.app, requestSummary(line) ?? line.msg].filter(Boolean).join('  '),
  })
  return toPretty && { write: (line) => destination.write(toPretty(line)) }
}

function requestSummary({
  msg,
  method,
  path,
  status,
  durationMs,
}: Record<string, unknown>): string | undefined {
  return msg === 'request' ? `${status} ${method} ${path}  ${durationMs} ms` : undefined
}
