import { parallelFile } from './parallel-file.ts'

parallelFile('bob')
