import { appContract } from '@repo/multiapp/testing'
import { acmeStore } from './index.ts'

appContract(acmeStore)
