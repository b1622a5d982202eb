import { expect, test } from 'bun:test'
import { defaultTemplates } from './templates.ts'

test('what people call themselves is text: no markup, no attribute, no second header', () => {
  const nasty = '<img src=x>" onload="x\r\nBcc: all@example.com'
  const url = 'https://club.example.com/?a=1&b="2"'
  for (const [name, write] of Object.entries(defaultTemplates)) {
    const facts = { app: nasty, name: nasty, organization: nasty, inviter: nasty, url }
    const { subject, text, html } = write(facts)
    expect(subject, name).not.toMatch(/\p{Cc}/u)
    expect(html, name).not.toContain('<img')
    expect(html, name).toContain('href="https://club.example.com/?a=1&amp;b=&quot;2&quot;"')
    expect(text, name).toContain(url)
    expect(text, name).not.toMatch(/^Bcc/m)
  }
})
