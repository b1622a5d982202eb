import { appContract } from '@repo/multiapp/testing'
import { tasks } from './index.ts'

appContract(tasks)
