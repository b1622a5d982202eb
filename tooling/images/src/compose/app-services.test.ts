import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { programs, root } from '../apps.ts'
import { appServices, composeFile, withAppService, withoutAppService } from './app-services.ts'

const text = await Bun.file(join(root, composeFile)).text()
const apps = programs()
  .filter((name) => name !== 'host')
  .sort()

test('each app of the repository has a service of its own, and no other has', () => {
  expect(appServices(text)).toEqual(apps)
  expect(Bun.YAML.parse(text)).toMatchObject({
    services: { gateway: { environment: { GATEWAY_APPS: apps.join('|') } } },
  })
})

test.each(['aaa', 'my-shop', 'zoo'])('%s comes in and goes out again, and all else stays', (slug) => {
  const more = withAppService(text, slug)
  expect(appServices(more)).toEqual([...apps, slug].sort())
  expect(Bun.YAML.parse(more)).toMatchObject({
    services: {
      host: {
        environment: expect.objectContaining({
          [`PUBLIC_URL_${slug.toUpperCase().replace('-', '_')}`]: expect.any(String),
        }),
      },
      gateway: { environment: { GATEWAY_APPS: [...apps, slug].sort().join('|') } },
      [`app-${slug}`]: {
        profiles: ['single'],
        read_only: true,
        build: { args: { APP: slug }, context: '..' },
      },
    },
  })
  expect(withAppService(more, slug)).toBe(more)
  expect(withoutAppService(more, slug)).toBe(text)
})

test('the last app goes, and the first comes', () => {
  const none = apps.reduce(withoutAppService, text)
  expect(appServices(none)).toEqual([])
  expect(none).not.toContain('PUBLIC_URL_')
  expect(Bun.YAML.parse(none)).toMatchObject({ services: { gateway: { environment: { GATEWAY_APPS: '' } } } })
  expect(apps.reduce(withAppService, none)).toBe(text)
})

test('where the gateway is gone, no app comes in beside it', () => {
  const alone = text
    .split('\n\n')
    .filter((part) => !part.startsWith('  gateway:'))
    .join('\n\n')
  expect(appServices(withAppService(alone, 'shop'))).toEqual(apps)
})
