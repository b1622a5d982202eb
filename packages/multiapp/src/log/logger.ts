import pino, { type DestinationStream, type Logger as PinoLogger } from 'pino'
import { prettyFactory } from 'pino-pretty'
import { currentContext } from '../app/current.ts'
import { describeError } from './describe-error.ts'

export type Logger = PinoLogger

export interface LoggerOptions {
  level?: string
  /** `pretty` writes for people, in this process: a compiled binary has no worker threads to format in. */
  format?: 'json' | 'pretty'
  /** Where lines go; standard output by default. */
  destination?: DestinationStream
}

const secretNames = [
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'secret',
  'token',
  'accessToken',
  'refreshToken',
]
const redacted = secretNames.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.headers["${name}"]`])

/** A logger whose every line says which app, request, principal and tenant it belongs to. */
export function createLogger({ level = 'info', format = 'json', destination }: LoggerOptions = {}): Logger {
  const lines = destination ?? pino.destination(1)
  const stream = format === 'pretty' ? prettyLines(lines) : lines
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError },
      redact: { paths: redacted, censor: '[redacted]' },
      mixin: contextFields,
    },
    stream,
  )
}

function contextFields(): Record<string, string> {
  const context = currentContext()
  if (!context) return {}
  const { app, requestId, principalId, tenantId } = context
  return {
    ...(app && { app: app.slug }),
    ...(requestId && { requestId }),
    ...(principalId && { principal: principalId }),
    ...(tenantId && { tenant: tenantId }),
  }
}

function prettyLines(destination: DestinationStream): DestinationStream {
  const toPretty = prettyFactory({
    colorize: Boolean(process.stdout.isTTY),
    translateTime: 'HH:MM:ss',
    ignore: 'app,requestId,principal,tenant,method,path,status,durationMs',
    messageFormat: (line) => [line.app, requestSummary(line) ?? line.msg].filter(Boolean).join('  '),
  })
  return { write: (line) => destination.write(toPretty(line)) }
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
