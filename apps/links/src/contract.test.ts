import { appContract } from '@repo/multiapp/testing'
import { links } from './index.ts'

appContract(links)
