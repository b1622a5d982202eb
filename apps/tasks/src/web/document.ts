import { html } from './sources.js'

export interface DocumentPaths {
  script: string
  style: string
  icon: string
}

/** The HTML of the page; the rest of it is the script's. */
export function document(paths: DocumentPaths): string {
  return html
    .replace('href="icon.svg"', `href="${paths.icon}"`)
    .replace('href="style.css"', `href="${paths.style}"`)
    .replace('src="main.ts"', `src="${paths.script}"`)
}

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  // Nothing makes markup of text: what people write is never read as HTML.
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
]

export const documentHeaders = {
  'content-security-policy': policy.join('; '),
  'cross-origin-opener-policy': 'same-origin',
  // The address may hold the token of a reset.
  'referrer-policy': 'no-referrer',
}
