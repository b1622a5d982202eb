import { currentUser } from '@repo/multiapp'
import { sql } from 'drizzle-orm'

/** The user of the transaction; null for one who has no account here, as a token may name. */
export const currentPerson = sql`(SELECT id FROM "user" WHERE id = ${currentUser()})`
