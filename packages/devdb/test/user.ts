import { createInterface } from 'node:readline'
import { joinDevDatabase } from '../src/index.ts'

// A process that uses the database of a folder: `bun user.ts <folder>`, then lines of orders on its standard input.
const [, , folder] = process.argv
if (!folder) throw new Error('no folder')
const database = joinDevDatabase(folder)
const { url, data, joined } = database
console.log(JSON.stringify({ url, data, joined }))

for await (const order of createInterface({ input: process.stdin })) {
  if (order === 'leave') database.leave()
  if (order === 'exit') process.exit()
  console.log('done')
}
