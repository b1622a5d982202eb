import { migrations } from '../migrations/index.ts'
import { linksApp } from './app.ts'
import { routes } from './routes/index.ts'

export const links = linksApp.backend({ migrations, routes })
