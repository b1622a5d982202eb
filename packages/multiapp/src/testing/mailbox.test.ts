import { expect, test } from 'bun:test'
import { Elysia, t } from 'elysia'
import { defineApp } from '../app/define-app.ts'
import { createTestApp } from './create-test-app.ts'
import { createMailbox } from './mailbox.ts'

const backend = defineApp({ slug: 'letters', name: 'Letters' }).backend({
  routes: ({ config }) =>
    new Elysia().post(
      '/letters/:to',
      ({ params: { to }, body: { subject, text } }) => {
        // As a server's mail, after the answer.
        setTimeout(() => void config.mail.send?.({ to, subject, text, html: '' }), 20)
      },
      { body: t.Object({ subject: t.String(), text: t.String() }) },
    ),
})

test('gives out the mails to an address one after another, waiting for each', async () => {
  await using app = await createTestApp(backend)
  const write = (to: string, subject: string) =>
    app.post(`/letters/${to}`, { subject, text: `Go to ${app.deps.config.publicUrl}/x?of=${subject} now` })
  await write('ann@example.com', 'one')
  await write('bob@example.com', 'two')
  const { subject, link } = await app.mailTo('ann@example.com')
  expect([subject, link.href]).toEqual(['one', 'http://localhost/x?of=one'])
  await write('ann@example.com', 'three')
  expect((await app.mailTo('ann@example.com')).subject).toBe('three')
  expect((await app.mailTo('bob@example.com')).subject).toBe('two')
  expect(app.mails.map(({ to }) => to)).toEqual(['ann@example.com', 'bob@example.com', 'ann@example.com'])
})

test('says which mails there were where one does not come, and that one has no link', async () => {
  const { send, mailTo } = createMailbox(20)
  await send({ to: 'ann@example.com', subject: 'one', text: 'nothing to follow', html: '' })
  const mail = await mailTo('ann@example.com')
  expect(() => mail.link).toThrow('no link in the mail "one"')
  const missing = await mailTo('ann@example.com').catch((error) => error.message)
  expect(missing).toBe('no mail to ann@example.com within 0.02 s; there were ann@example.com: one')
})
