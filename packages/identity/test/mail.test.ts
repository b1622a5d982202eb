import { afterAll, expect, test } from 'bun:test'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger } from '@repo/multiapp'
import { createMail } from '../src/index.ts'

const folders: string[] = []
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))))

const lines: { file?: string; msg?: string }[] = []
const logger = createLogger({ destination: { write: (line) => lines.push(JSON.parse(line)) } })
const mail = {
  to: 'anna@example.com',
  subject: 'Hello',
  text: 'https://club.example.com/x',
  html: '<p>x</p>',
}
const app = { slug: 'club', publicUrl: 'https://club.example.com' }

test("development's mail is in a folder, as text and as a page, and the log says where", async () => {
  const folder = join(await mkdtemp(join(tmpdir(), 'outbox-')), 'outbox')
  folders.push(folder)
  await createMail({ ...app, mail: { outboxFolder: folder } }, logger)?.(mail)
  const files = (await readdir(folder)).toSorted()
  expect(files.map((file) => file.slice(file.lastIndexOf('.')))).toEqual(['.html', '.txt'])
  const file = join(folder, files[1] ?? '')
  expect(await readFile(file, 'utf8')).toBe(
    'From: no-reply@club.example.com\nTo: anna@example.com\nSubject: Hello\n\nhttps://club.example.com/x\n',
  )
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  const line = lines.at(-1)
  expect(line?.file).toBe(file)
  expect(JSON.stringify(line)).not.toContain('anna@example.com')
})

test('SMTP_URL sends to one address, under MAIL_FROM, and rejects what the server rejects', async () => {
  await using server = smtpServer()
  const from = 'Club <club@example.com>'
  const send = createMail({ ...app, mail: { smtpUrl: server.url, from } }, logger)
  await send?.({ ...mail, to: 'anna@example.com' })
  expect(server.commands).toContain('MAIL FROM:<club@example.com>')
  expect(server.commands.filter((line) => line.startsWith('RCPT'))).toEqual(['RCPT TO:<anna@example.com>'])
  expect(server.text).toContain('https://club.example.com/x')
  expect(server.text).toContain('Content-Type: multipart/alternative')
  const error: unknown = await send?.({ ...mail, to: 'refused@example.com' }).catch((reason) => reason)
  expect(String(error)).toContain('550')
})

test('without a server and a folder there is no mail', () => {
  expect(createMail({ ...app, mail: {} }, logger)).toBeUndefined()
})

/** As much of RFC 5321 as a client needs. */
function smtpServer() {
  const commands: string[] = []
  let text = ''
  const listener = Bun.listen<{ inData: boolean }>({
    hostname: '127.0.0.1',
    port: 0,
    socket: {
      open(socket) {
        socket.data = { inData: false }
        socket.write('220 test\r\n')
      },
      data(socket, chunk) {
        if (socket.data.inData) {
          text += chunk.toString()
          if (!text.endsWith('\r\n.\r\n')) return
          socket.data.inData = false
          socket.write('250 taken\r\n')
          return
        }
        for (const line of chunk.toString().trim().split('\r\n')) {
          commands.push(line)
          const verb = line.slice(0, 4).toUpperCase()
          if (verb === 'DATA') socket.data.inData = true
          socket.write(line.includes('refused') ? '550 nobody\r\n' : (answers[verb] ?? '250 yes\r\n'))
        }
      },
    },
  })
  return {
    commands,
    get text() {
      return text
    },
    url: `smtp://127.0.0.1:${listener.port}`,
    [Symbol.asyncDispose]: async () => listener.stop(true),
  }
}

const answers: Readonly<Record<string, string>> = { DATA: '354 go on\r\n', QUIT: '221 bye\r\n' }
