export { createTestApp, type TestApp, type TestAppOptions } from './create-test-app.ts'
export { startRedis, type TestRedis } from './redis-server.ts'
export { notRun, type Program, testWith } from './test-with.ts'
