import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { Validator } from '@cfworker/json-schema'
import { root } from '../apps.ts'
import { composeFile } from './app-services.ts'

interface Service {
  image: string
  profiles?: string[]
  command?: string[]
  build?: { args: { APP: string } }
  environment?: Record<string, string>
  depends_on?: Record<string, { condition: string }>
  networks?: string[]
}

const compose: { services: Record<string, Service> } = Bun.YAML.parse(
  await Bun.file(join(root, composeFile)).text(),
) as never // what it is, the first test says
const services = Object.entries(compose.services)

test('it is what the Compose Specification calls a compose file', async () => {
  const schema = await Bun.file(join(import.meta.dir, '../../test/compose-spec/compose-spec.json')).json()
  const validator = new Validator(schema, '2020-12', false)
  expect(validator.validate(compose).errors).toEqual([])
  const wrong = { services: { host: { imagine: 'kit-host' } } }
  expect(validator.validate(wrong).valid).toBe(false)
})

test.each(services)('%s may write nothing, has no capabilities and gets no new ones', (_name, service) => {
  expect(service).toMatchObject({
    read_only: true,
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    restart: expect.any(String),
  })
  expect(service.image).toMatch(/:[\w.${}:-]+$/)
})

test("nobody but the database and migrate knows the admin's password", () => {
  const knowing = services.filter(([, service]) => JSON.stringify(service).includes('POSTGRES_PASSWORD'))
  expect(knowing.map(([name]) => name)).toEqual(['postgres', 'migrate'])
})

test('whoever serves apps starts once they are migrated, and reaches the database as nobody', () => {
  const serving = services.filter(([, { build, command }]) => build && !command)
  expect(serving.map(([name]) => name)).toContain('host')
  for (const [, service] of serving) {
    expect(service).toMatchObject({
      depends_on: {
        migrate: { condition: 'service_completed_successfully' },
        valkey: { condition: 'service_healthy' },
      },
      environment: { DATABASE_URL: 'postgres://postgres:5432/apps', REDIS_URL: 'redis://valkey:6379' },
    })
  }
})

test('the gateway does not reach the data', () => {
  expect(compose.services.gateway?.networks).toEqual(['front'])
})

test('every secret that it wants is in docker/.env.example', async () => {
  const example = await Bun.file(join(root, 'docker/.env.example')).text()
  const wanted = [...JSON.stringify(compose).matchAll(/\$\{(\w+):\?/g)].map(([, name = '']) => name)
  expect(new Set(wanted)).toEqual(new Set(['POSTGRES_PASSWORD', 'DATABASE_ROLE_SECRET', 'AUTH_SECRET']))
  for (const name of wanted) expect(example).toMatch(new RegExp(`^${name}=$`, 'm'))
})
