import type { TransactionDatabase } from '@repo/multiapp'
import { desc } from 'drizzle-orm'
import * as tables from './tables.ts'

type Transaction = TransactionDatabase<typeof tables>

export interface NewOrder {
  article: string
  pieces: number
}

/** The tenant's orders, newest first. */
export function listOrders(tx: Transaction, limit: number) {
  return tx.select().from(tables.orders).orderBy(desc(tables.orders.createdAt)).limit(limit)
}

export async function addOrder(tx: Transaction, order: NewOrder) {
  const [row] = await tx.insert(tables.orders).values(order).returning()
  if (!row) throw new Error('the insert returned no row')
  return row
}
