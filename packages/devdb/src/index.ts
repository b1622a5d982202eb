export { findBinaries } from './binaries.ts'
export { type DevDatabase, joinDevDatabase } from './dev.ts'
export { completeEnvironment } from './env.ts'
export { findRoot } from './root.ts'
