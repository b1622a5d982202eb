import './env/built-for.ts'

export type { AppConfig, AppOverrides, MailConfig, OutgoingMail } from './app/app-config.ts'
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
export { currentDatabase } from './app/current-database.ts'
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
export { isSlug, schemaFromSlug, slugFromSchema } from './app/slug.ts'
export type { Algorithm, KeyPairAlgorithm, SecretAlgorithm } from './auth/algorithms.ts'
export { appIssuer } from './auth/app-issuer.ts'
export type { AuthDependencies, AuthOptions } from './auth/auth-options.ts'
export { type Authentication, type Authenticator, bearerToken } from './auth/authenticator.ts'
export { bearer } from './auth/bearer.ts'
export { AppClaims, appClaims } from './auth/claims.ts'
export { type FederationOptions, federation } from './auth/federation.ts'
export {
  createIssuer,
  type IssueOptions,
  type Issuer,
  type IssuerOptions,
  type TokenPair,
  type TokenSubject,
} from './auth/issuer.ts'
export type { IssuerKeys } from './auth/issuer-keys.ts'
export type { KeySource } from './auth/keys.ts'
export { assertOrigin, type OriginRules } from './auth/origin.ts'
export { type Principal, toPrincipal } from './auth/principal.ts'
export { cannotTell, notAuthenticated } from './auth/refusal.ts'
export type { Revocation, RevocationStore } from './auth/revocation-store.ts'
export { createRevocations, type Revocations } from './auth/revocations.ts'
export { type SessionAuthenticatorOptions, session } from './auth/session.ts'
export { type Access, createTokens, type Tokens, type TokensOptions } from './auth/tokens.ts'
export {
  type Cache,
  type CacheLoadOptions,
  type CacheSetOptions,
  createCache,
  type OwnedCache,
} from './cache/cache.ts'
export { createMemoryCache, type MemoryCacheOptions } from './cache/memory.ts'
export { createRedisCache, type RedisCacheOptions } from './cache/redis.ts'
export type { RedisConnection } from './cache/redis-client.ts'
export type { CacheStore, Stored } from './cache/store.ts'
export {
  createStrictStore,
  type LogEntry,
  type StrictBackend,
  type StrictStore,
} from './cache/strict-store.ts'
export type { Cacheable } from './cache/value.ts'
export type {
  AppDatabase,
  OpenTransaction,
  TransactionDatabase,
  TransactionOptions,
} from './database/app-database.ts'
export { mostConnections } from './database/capacity.ts'
export type { ReservedClient } from './database/client.ts'
export {
  type AppDatabaseSettings,
  createDatabase,
  type Database,
  type DatabaseOptions,
} from './database/database.ts'
export { sqlState, violatedConstraint } from './database/database-error.ts'
export { currentTenant, currentUser, tenantPolicy } from './database/policy.ts'
export { type Tenant, tenantSettings } from './database/tenant.ts'
export { TransactionLostError } from './database/transaction-lost.ts'
export {
  type RlsHole,
  type VerifyRlsOptions,
  verifyRls,
  verifyRlsOf,
} from './database/verify-rls.ts'
export { type Env, EnvError, readEnv } from './env/env.ts'
export {
  AppError,
  type AppErrorOptions,
  type ErrorCode,
  statusByCode,
  type Violation,
} from './errors/app-error.ts'
export { parseTrustedProxies, type TrustedProxies } from './http/client-address.ts'
export { Problem } from './http/problem.ts'
export { createLogger, type Logger, type LoggerOptions } from './log/logger.ts'
export { drizzleMigrations, type MigrationFile } from './migrations/drizzle-source.ts'
export type { Migration, MigrationFunction, MigrationSql } from './migrations/migration.ts'
export { allowAnonymous } from './plugin/anonymous.ts'
export { appInfo } from './plugin/app-info.ts'
export type { Names } from './plugin/guards.ts'
export { type MultiappPlugin, multiapp } from './plugin/multiapp.ts'
export type { NameRule } from './plugin/requirement.ts'
export type { RouteGuard } from './plugin/route-guard.ts'
export type { TenantScope } from './plugin/tenant.ts'
export { type BootOptions, boot } from './server/boot.ts'
export type { CorsOptions } from './server/cors.ts'
export { describeEnv, type EnvDescription, type EnvSource, type EnvVariable } from './server/describe-env.ts'
export { type InspectOptions, inspectApp } from './server/inspect-app.ts'
export type { ServerOptions } from './server/options.ts'
export type { RegisterOverrides } from './server/register.ts'
export { registerAll } from './server/register-all.ts'
export type { RegisteredApp, RegisteredRoute } from './server/registered-app.ts'
export {
  header,
  parseRouting,
  pathPrefix,
  query,
  type Resolution,
  type Resolver,
  subdomain,
} from './server/resolvers.ts'
export { routeTable } from './server/route-table.ts'
export { type AppServer, createServer } from './server/server.ts'
export {
  type AppSession,
  type AppSessionOptions,
  appIdOf,
  appSlugOf,
  createAppSession,
  type SessionMetadata,
  type SessionTokens,
  sessionKey,
  sessionMetadata,
} from './sessions/app-session.ts'
export type { SessionCookie } from './sessions/session-cookie.ts'
export type { SessionStore } from './sessions/session-store.ts'
export type { SessionSummary, Sessions, StartOptions } from './sessions/sessions.ts'
