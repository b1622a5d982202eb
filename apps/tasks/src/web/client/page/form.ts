import { type Child, h } from './dom.ts'
import { sentence } from './notices.ts'

export type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

export interface FormOptions {
  /** What its button says. */
  submit: string
  /** Throws what the form then says. */
  onSubmit(values: Values): Promise<void>
  class?: string
  /** Whether there is no way back. */
  isFinal?: boolean
  /** What stands beside the button. */
  beside?: Child[]
}

/** What somebody has filled in, by the names of the controls. */
export type Values = (name: string) => string

let count = 0

/** A form that is sent once at a time, and says what went wrong. */
export function form(
  { submit, onSubmit, class: style, isFinal = false, beside = [] }: FormOptions,
  ...children: Child[]
): HTMLFormElement {
  const problem = h('p', { class: 'problem', role: 'alert' })
  const button = h('button', { class: isFinal ? 'primary final' : 'primary' }, submit)
  const element = h(
    'form',
    { class: style ?? 'form', onsubmit: send },
    ...children,
    problem,
    h('div', { class: 'actions' }, button, ...beside),
  )
  let isBusy = false

  async function send(event: Event): Promise<void> {
    event.preventDefault()
    if (isBusy) return
    isBusy = true
    problem.textContent = ''
    button.setAttribute('aria-disabled', 'true')
    const data = new FormData(element)
    try {
      await onSubmit((name) => String(data.get(name) ?? ''))
    } catch (error) {
      problem.textContent = sentence(error)
    } finally {
      isBusy = false
      button.removeAttribute('aria-disabled')
    }
  }

  return element
}

/** A control with its label. */
export function field(label: string, control: Control, hint?: string): HTMLElement {
  control.id ||= `field-${++count}`
  const described = hint === undefined ? undefined : h('p', { class: 'hint', id: `${control.id}-hint` }, hint)
  if (described) control.setAttribute('aria-describedby', described.id)
  return h('div', { class: 'field' }, h('label', { for: control.id }, label), control, described)
}

export const emailInput = (value = '') =>
  h('input', { name: 'email', type: 'email', required: true, autocomplete: 'email', value, maxlength: 255 })

/** Tells a password manager whose password the form is about. */
export const accountInput = (email: string | null) =>
  h('input', { type: 'text', name: 'username', autocomplete: 'username', value: email ?? '', hidden: true })

/** For one that is chosen now, or for the one that is known. */
export const passwordInput = (kind: 'new' | 'current', name = 'password') =>
  h('input', {
    name,
    type: 'password',
    required: true,
    autocomplete: `${kind}-password`,
    maxlength: 128,
    minlength: kind === 'new' ? 8 : undefined,
  })

export interface Option {
  value: string
  label: string
}

export function select(name: string, options: readonly Option[], chosen: string): HTMLSelectElement {
  return h('select', { name }, ...optionsOf(options, chosen))
}

export function optionsOf(options: readonly Option[], chosen: string): HTMLOptionElement[] {
  return options.map(({ value, label }) => h('option', { value, selected: value === chosen }, label))
}
