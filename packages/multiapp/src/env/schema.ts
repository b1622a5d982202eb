import { type Static, Type } from '@sinclair/typebox'
import { rolePrefixExpectation, rolePrefixPattern } from '../database/roles.ts'

// Marks what is never shown; a URL shows all but its password.
const secret = true

const onOff = (description: string) =>
  Type.Optional(Type.Union([Type.Literal('on'), Type.Literal('off')], { description }))

/** Every variable the kit reads, once. Defaults that depend on NODE_ENV are in `defaults.ts`, `<SLUG>` ones in `app-variables.ts`. */
export const EnvSchema = Type.Object({
  NODE_ENV: Type.Union([Type.Literal('development'), Type.Literal('test'), Type.Literal('production')], {
    default: 'development',
    description: 'development, test or production',
  }),
  PORT: Type.Integer({
    minimum: 0,
    maximum: 65535,
    default: 3000,
    description: 'a port from 0 to 65535; 0 takes a free one',
  }),
  HOST: Type.Optional(Type.String({ minLength: 1, description: 'the address to listen on' })),
  DATA_DIR: Type.String({ minLength: 1, default: '.data', description: "a folder for development's data" }),
  DATABASE_URL: Type.Optional(
    Type.RegExp(/^postgres(ql)?:\/\//, { description: 'postgres://user:password@host:port/database' }),
  ),
  DATABASE_ROLE_SECRET: Type.Optional(
    Type.String({ minLength: 32, description: 'at least 32 random characters', secret }),
  ),
  DATABASE_ROLE_PREFIX: Type.Optional(Type.RegExp(rolePrefixPattern, { description: rolePrefixExpectation })),
  AUTH_SECRET: Type.Optional(Type.String({ description: 'one secret or several, comma separated', secret })),
  AUTH_ALGORITHM: Type.String({ default: 'HS256', description: 'a signature algorithm' }),
  AUTH_PRIVATE_KEY: Type.Optional(Type.String({ description: 'PEM blocks', secret })),
  REDIS_URL: Type.Optional(
    Type.RegExp(/^rediss?:\/\//, { description: 'redis://user:password@host:port, or rediss://' }),
  ),
  DATABASE_MAX_CONNECTIONS: Type.Integer({
    minimum: 1,
    default: 50,
    description: 'the most connections that all apps of this host open together, 1 or more',
  }),
  DATABASE_ACQUIRE_TIMEOUT_SECONDS: Type.Number({
    exclusiveMinimum: 0,
    maximum: 60,
    default: 2,
    description: 'seconds, more than 0, at most 60',
  }),
  MIGRATE_ON_START: onOff('on or off'),
  MODE: Type.Optional(
    Type.Union([Type.Literal('multi'), Type.Literal('single')], { description: 'multi or single' }),
  ),
  APPS: Type.Optional(Type.RegExp(/^[a-z0-9-]+(,[a-z0-9-]+)*$/, { description: 'slugs, comma separated' })),
  TRUSTED_PROXIES: Type.String({
    default: '0',
    description: 'how many proxies in a row are ours, or their networks, comma separated',
  }),
  SMTP_URL: Type.Optional(
    Type.RegExp(/^smtps?:\/\//, { description: 'smtp://user:password@host:port, or smtps://' }),
  ),
  MAIL_FROM: Type.Optional(
    Type.RegExp(/@/, { description: 'an address, such as Tasks <tasks@example.com>' }),
  ),
  ROUTING: Type.Optional(
    Type.String({ minLength: 1, description: 'header, subdomain:<domain>, path, query; comma separated' }),
  ),
  MAX_BODY_BYTES: Type.Integer({ minimum: 1, default: 1048576, description: 'bytes, 1 or more' }),
  REQUEST_TIMEOUT_SECONDS: Type.Number({
    exclusiveMinimum: 0,
    maximum: 250,
    default: 30,
    description: 'seconds, more than 0, at most 250',
  }),
  SHUTDOWN_TIMEOUT_SECONDS: Type.Number({
    minimum: 0,
    maximum: 3600,
    default: 30,
    description: 'seconds from 0 to 3600',
  }),
  OPENAPI: onOff('on or off'),
  LOG_LEVEL: Type.Union(
    ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'].map((level) => Type.Literal(level)),
    { default: 'info', description: 'trace, debug, info, warn, error, fatal or silent' },
  ),
  LOG_FORMAT: Type.Optional(
    Type.Union([Type.Literal('json'), Type.Literal('pretty')], { description: 'json or pretty' }),
  ),
})
export type RawEnv = Static<typeof EnvSchema>
