// What is said on standard error while a screen stands on the same terminal.

/** Takes what this process says on standard error; returns how to give it back. */
export function takeStandardError(take: (text: string) => void): () => void {
  const { stderr } = process
  if (!stderr.isTTY) return () => undefined
  const own = stderr.write
  stderr.write = ((chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
    take(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'))
    const called = typeof encoding === 'function' ? encoding : done
    if (typeof called === 'function') called()
    return true
  }) as typeof stderr.write
  return () => {
    stderr.write = own
  }
}
