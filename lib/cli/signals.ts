// What signals do to a member of a pipe.

export interface Interruptible {
  /**
   * What the first SIGINT does: nothing where whoever writes to us got it too and its end of file will end us; end a
   * source of our own; stop at once.
   */
  readonly onInterrupt: 'wait' | 'end' | 'stop'
  /** Brings the input to its end; all that was read is still written. */
  end(): void
  /** Ends at once. */
  stop(): void
}

export interface Interrupts {
  /** True where the process is to end with the exit code of an interrupt. */
  isInterrupted(): boolean
  /** True where it was stopped in the middle: what fails from then on is no news. */
  isStopped(): boolean
}

/**
 * SIGTERM, and SIGHUP of a terminal that was closed, are end of input. The first SIGINT does what the input says; the
 * second one ends at once. All but the ignored one end with 130. The handlers stay: a further signal on the way out
 * must not change the exit status.
 */
export function handleSignals({ onInterrupt, end, stop }: Interruptible): Interrupts {
  let interrupts = 0
  const isInterrupted = (): boolean => interrupts > 1 || (interrupts === 1 && onInterrupt !== 'wait')
  const isStopped = (): boolean => interrupts > 1 || (interrupts === 1 && onInterrupt === 'stop')
  process.on('SIGTERM', end)
  process.on('SIGHUP', end)
  process.on('SIGINT', () => {
    interrupts++
    if (isStopped()) stop()
    else if (isInterrupted()) end()
  })
  return { isInterrupted, isStopped }
}
