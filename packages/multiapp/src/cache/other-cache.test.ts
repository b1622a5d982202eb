import { createSqliteCache } from '../../test/sqlite-cache.ts'
import { cacheContract, strictContract } from '../testing/index.ts'

// Whoever writes a cache has what the package exports, and its contract.
const create = () => createSqliteCache()
cacheContract('a cache of somebody else', { create })
strictContract('a cache of somebody else', { create })
