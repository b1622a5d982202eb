/** What a terminal, a closing one, or a supervisor sends to end a process. */
const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Calls `fn` for each of these signals until it is disposed of: they do not end this process meanwhile. */
export function onEndingSignals(fn: () => void): Disposable {
  for (const signal of endingSignals) process.on(signal, fn)
  return {
    [Symbol.dispose]() {
      for (const signal of endingSignals) process.off(signal, fn)
    },
  }
}
