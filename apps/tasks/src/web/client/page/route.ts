/** Where in the page somebody is: the parts of `#/projects/<id>`. */
export function currentRoute(): string[] {
  return location.hash
    .replace(/^#\/?/, '')
    .split('/')
    .filter((part) => part !== '')
}

/** Calls `fn` now and whenever somebody goes somewhere. */
export function onRoute(fn: (route: string[]) => void, life: AbortSignal): void {
  addEventListener('hashchange', () => fn(currentRoute()), { signal: life })
  fn(currentRoute())
}

export function go(path: string): void {
  location.hash = path
}

/** Takes a parameter that a mail's link has brought out of the address, so that it is in no history. */
export function takeParameter(name: string): string | undefined {
  const url = new URL(location.href)
  const value = url.searchParams.get(name)
  if (value === null) return undefined
  url.searchParams.delete(name)
  history.replaceState(null, '', url)
  return value
}

export function parameter(name: string): string | undefined {
  return new URL(location.href).searchParams.get(name) ?? undefined
}

export function setTitle(...parts: string[]): void {
  document.title = [...parts, 'Tasks'].join(' · ')
}
