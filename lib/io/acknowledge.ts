// Which bytes of the input are done with: their lines have left all stages, the output took their records, and every
// effect of them is done. A position may lag behind that, never lead.

/** The end of a chunk of input. */
interface Mark {
  /** Bytes of input up to there. */
  readonly bytes: number
  /** Lines and records that the driver was given up to there. */
  readonly fed: number
  /** Called once all up to there is done with, and nothing behind it is acknowledged yet. */
  readonly reached?: () => void
}

/** Input that has left the stages, and what it waits for. */
interface Leaving {
  readonly bytes: number
  /** Pieces of output up to its last record. */
  readonly pieces: number
  areEffectsDone: boolean
  readonly reached: (() => void) | undefined
}

/** State of the acknowledgements of one run. */
export interface Acknowledging {
  /** Called with how many bytes of the input are done with, as often as they become more. */
  readonly acknowledged: (bytes: number) => void
  /** Called where an effect could not be done. */
  readonly failed: (error: Error) => void
  readonly marks: Mark[]
  readonly leaving: Leaving[]
  bytes: number
  /** Pieces of output that were handed to the output, and that it took. */
  pieces: number
  written: number
  /** Resolves when the effects of all that has left are done, or one could not be. */
  effects: Promise<void>
}

export function newAcknowledging(acknowledged: (bytes: number) => void, failed: (error: Error) => void): Acknowledging {
  return { acknowledged, failed, marks: [], leaving: [], bytes: 0, pieces: 0, written: 0, effects: Promise.resolve() }
}

/** Notes that a chunk of whole lines was read, after which the driver has been given `fed` lines in all. */
export function noteChunk(state: Acknowledging, bytes: number, fed: number): void {
  state.bytes += bytes
  state.marks.push({ bytes: state.bytes, fed })
}

/** Has `reached` called once all that was read until now is done with, and before more is. */
export function noteMoment(state: Acknowledging, reached: () => void): void {
  state.marks.push({ bytes: state.bytes, fed: 0, reached })
}

/**
 * Notes what has left the stages, when all of it was given to the output and the effects. `oldestHeld` is the number of
 * the oldest line that a stage holds, counted from 1; undefined where none does. `effects` resolves when what the
 * effects were given is done; undefined where it is.
 */
export function noteLeft(
  state: Acknowledging,
  oldestHeld: number | undefined,
  effects: () => Promise<unknown> | undefined,
): void {
  const left: Mark[] = []
  while (state.marks.length > 0 && (oldestHeld === undefined || (state.marks[0] as Mark).fed < oldestHeld)) {
    const mark = state.marks.shift() as Mark
    // Of marks without a moment of their own the last says it all.
    if (left.at(-1)?.reached === undefined) left.pop()
    left.push(mark)
  }
  if (left.length === 0) return
  const done = effects()
  const { pieces } = state
  const leaving = left.map(
    ({ bytes, reached }): Leaving => ({ bytes, pieces, areEffectsDone: done === undefined, reached }),
  )
  state.leaving.push(...leaving)
  if (done === undefined) {
    goOn(state)
    return
  }
  const noted = done.then(() => {
    for (const one of leaving) one.areEffectsDone = true
    goOn(state)
  }, state.failed)
  state.effects = state.effects.then(() => noted)
}

/** Notes that the output took a piece. */
export function noteWritten(state: Acknowledging): void {
  state.written++
  goOn(state)
}

function goOn(state: Acknowledging): void {
  let done: number | undefined
  for (let first = state.leaving[0]; first !== undefined; first = state.leaving[0]) {
    if (!first.areEffectsDone || first.pieces > state.written) break
    done = first.bytes
    state.leaving.shift()
    if (first.reached === undefined) continue
    state.acknowledged(done)
    first.reached()
  }
  if (done !== undefined) state.acknowledged(done)
}
