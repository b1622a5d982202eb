import { appContract } from '@repo/multiapp/testing'
import { notes } from './index.ts'

appContract(notes)
