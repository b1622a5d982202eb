import type { Topic } from './topic.ts'
import { auth } from './topics/auth.ts'
import { boot } from './topics/boot.ts'
import { cache } from './topics/cache.ts'
import { data } from './topics/data.ts'
import { inProcess } from './topics/in-process.ts'
import { list } from './topics/list.ts'
import { loopback } from './topics/loopback.ts'
import { memory } from './topics/memory.ts'
import { registration } from './topics/registration.ts'
import { signIn } from './topics/sign-in.ts'
import { tenant } from './topics/tenant.ts'

/** All topics, in the order they are measured. */
export const topics: readonly Topic[] = [
  registration,
  inProcess,
  loopback,
  memory,
  auth,
  data,
  tenant,
  list,
  signIn,
  cache,
  boot,
]
