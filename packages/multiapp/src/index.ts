export type { AppConfig, AppOverrides } from './app/app-config.ts'
export type { AppContext } from './app/app-context.ts'
export {
  assertAppAccess,
  assertFeature,
  currentApp,
  currentClaims,
  currentContext,
  hasApp,
  requireApp,
  requireAppAndAuth,
  requireAuth,
  runWithApp,
} from './app/current.ts'
export type { AppOptions, Declaration } from './app/declaration.ts'
export {
  type AnyAppBackend,
  type AppBackend,
  type AppDefinition,
  type BackendOptions,
  defineApp,
} from './app/define-app.ts'
export type { Dependencies } from './app/dependencies.ts'
export { RequestContext } from './app/request-context.ts'
export { isSlug, schemaFromSlug } from './app/slug.ts'
export { AppClaims } from './auth/claims.ts'
export type { Cache, CacheLoadOptions, CacheSetOptions, OwnedCache } from './cache/cache.ts'
export { createMemoryCache, type MemoryCacheOptions } from './cache/memory.ts'
export { createRedisCache, type RedisCacheOptions } from './cache/redis.ts'
export type { RedisConnection } from './cache/redis-client.ts'
export type { Cacheable } from './cache/value.ts'
export type {
  AppDatabase,
  OpenTransaction,
  TransactionDatabase,
  TransactionOptions,
} from './database/app-database.ts'
export type { ReservedClient } from './database/client.ts'
export { createDatabase, type Database, type DatabaseOptions } from './database/database.ts'
export { sqlState } from './database/database-error.ts'
export { currentTenant, currentUser, tenantPolicy } from './database/policy.ts'
export type { Tenant } from './database/tenant.ts'
export { TransactionLostError } from './database/transaction-lost.ts'
export { type RlsHole, type VerifyRlsOptions, verifyRls } from './database/verify-rls.ts'
export { type Env, EnvError, readEnv } from './env/env.ts'
export {
  AppError,
  type AppErrorOptions,
  type ErrorCode,
  statusByCode,
  type Violation,
} from './errors/app-error.ts'
export { Problem } from './http/problem.ts'
export { createLogger, type Logger, type LoggerOptions } from './log/logger.ts'
export { drizzleMigrations } from './migrations/drizzle-source.ts'
export type { Migration } from './migrations/migration.ts'
export { appInfo } from './plugin/app-info.ts'
export { type MultiappPlugin, multiapp } from './plugin/multiapp.ts'
export { type BootOptions, boot } from './server/boot.ts'
export type { CorsOptions } from './server/cors.ts'
export type { ServerOptions } from './server/options.ts'
export type { RegisterOverrides } from './server/register.ts'
export type { RegisteredApp } from './server/registered-app.ts'
export {
  header,
  parseRouting,
  pathPrefix,
  query,
  type Resolution,
  type Resolver,
  subdomain,
} from './server/resolvers.ts'
export { type AppServer, createServer } from './server/server.ts'
