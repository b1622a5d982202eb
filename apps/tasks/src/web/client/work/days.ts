const format = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const formatWithYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' })
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })

/** A day (YYYY-MM-DD) in words, with its year where that is not this one. */
export function dayLabel(day: string): string {
  const date = new Date(`${day}T00:00`)
  return (date.getFullYear() === new Date().getFullYear() ? format : formatWithYear).format(date)
}

export function momentLabel(text: string): string {
  return moment.format(new Date(text))
}

/** Whether a day is before today, where the reader is. */
export function isPast(day: string): boolean {
  return new Date(`${day}T23:59:59.999`) < new Date()
}
