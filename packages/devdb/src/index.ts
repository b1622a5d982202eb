export { type DevDatabase, joinDevDatabase, leaveDevDatabase } from './dev.ts'
export { completeEnvironment } from './env.ts'
export { findRoot } from './root.ts'
