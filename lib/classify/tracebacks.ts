// The tracebacks that several writers print at once: the frames of each, of which the innermost tell most.
import { BOUNDS } from '../bounds.ts'
import type { Frame } from './refine.ts'

/** A traceback whose last frame is at most this many telling lines back is still being printed. */
const TRACEBACK_GAP = 3
const MAX_SOURCES = BOUNDS['classify.tracebacks'].most
const MAX_FRAMES = 8

export interface Tracebacks {
  /** A source begins a traceback: the frames of the one before are not its. */
  begin(source: string): void
  /** Adds a frame to the traceback of a source; `sequence` is the place of its line in all that was read. */
  add(source: string, captures: Readonly<Record<string, string>>, sequence: number): void
  /** The innermost frames of the traceback that a source prints, outer ones first, at most MAX_FRAMES. */
  of(source: string): readonly Frame[]
  /** True where the line at `sequence` may still belong to a traceback. */
  isPrinting(sequence: number): boolean
}

export function startTracebacks(): Tracebacks {
  const framesOf = new Map<string, Frame[]>()
  let lastFrame = Number.NEGATIVE_INFINITY
  return {
    begin: source => framesOf.delete(source),
    add(source, captures, sequence) {
      lastFrame = sequence
      let frames = framesOf.get(source)
      if (frames === undefined) {
        if (framesOf.size >= MAX_SOURCES) framesOf.delete(framesOf.keys().next().value as string)
        frames = []
        framesOf.set(source, frames)
      }
      if (frames.length >= MAX_FRAMES) frames.shift()
      frames.push({ path: captures['path'] ?? '', function: captures['function'] ?? '' })
    },
    of: source => framesOf.get(source) ?? [],
    isPrinting: sequence => sequence - lastFrame <= TRACEBACK_GAP,
  }
}
