import { Argument, InvalidArgumentError, Option } from 'commander'

/** The apps that are meant, for commands over all of them or some. */
export function slugsArgument(): Argument {
  return new Argument('[slugs...]', 'these apps; all of them by default')
}

/** `--app X`, for commands over all apps or some: it may come several times, or with several slugs. */
export function appsOption(): Option {
  return new Option('--app <slug...>', 'only this app; may be repeated')
}

export function jsonOption(): Option {
  return new Option('--json', 'print JSON, for programs')
}

/** A whole number of 1 or more. */
export function toCount(text: string): number {
  const number = Number(text)
  if (!/^\d+$/.test(text) || number < 1) throw new InvalidArgumentError('expected a whole number above 0')
  return number
}
