// Python's finalizers cannot raise: what fails in one is printed under `Exception ignored in`, and nothing follows from
// it. The traceback below that line ends with an exception like any other.
import { BOUNDS } from '../bounds.ts'

/** Telling lines after the announcement within which its exception comes: the frames of a traceback. */
const WITHIN = 20
const MAX_SOURCES = BOUNDS['classify.tracebacks'].most
const ANNOUNCED = /^Exception ignored in\b/

export interface IgnoredExceptions {
  /** Takes a line of a source; `sequence` is its place in all that was read. */
  saw(source: string, body: string, sequence: number): void
  /** True where the next exception of a source is one that Python ignored; asked once per exception. */
  takes(source: string, sequence: number): boolean
}

export function startIgnored(): IgnoredExceptions {
  const announced = new Map<string, number>()
  return {
    saw(source, body, sequence) {
      if (!ANNOUNCED.test(body)) return
      if (announced.size >= MAX_SOURCES) announced.delete(announced.keys().next().value as string)
      announced.set(source, sequence)
    },
    takes(source, sequence) {
      const at = announced.get(source)
      if (at === undefined) return false
      announced.delete(source)
      return sequence - at <= WITHIN
    },
  }
}
