// A loss that jumps, or that is exactly 0 from one step on: the only sign in a log without a single NaN. Rules that are
// meant to miss some rather than to cry wolf: the losses before were flat; a jump at least doubles the loss, adds at
// least 1 and stays for three reports; what falls to 0 was at least 0.1 and stays for five. A loss that is small by
// itself (an overfitted model's, rounded) or 0 from the start is none.

/** Losses that are the baseline, the newest. */
const BASELINE = 16
const LEAST_BASELINE = 3
/** The baseline is flat where its highest loss is not this much above its lowest; a run that has just begun is not. */
const FLAT = 1.25
const JUMP_FACTOR = 2
const JUMP_LEAST = 1
/** What comes after the jump counts as up from here on. */
const STAYS_FACTOR = 1.5
const STAYS_REPORTS = 3
const LEAST_LOST = 0.1
const LOST_REPORTS = 5

export interface LossWatch {
  /** Takes a loss that can be no jump, and returns true; false where `see` must be asked. */
  passes(loss: number): boolean
  /** 'jump', 'drop': the first loss of what may stay up, or stay 0; 'stays': it did; 'over': it did not. */
  see(loss: number): 'jump' | 'drop' | 'stays' | 'over' | undefined
}

export function lossWatch(): LossWatch {
  const baseline: number[] = []
  let next = 0
  let median = Number.POSITIVE_INFINITY
  /** Reports since the jump, which is the first; 0 while there is none. */
  let up = 0
  /** Losses of 0 since the first of them. */
  let lost = 0

  function add(loss: number): void {
    baseline[next] = loss
    next = (next + 1) % BASELINE
    // The middle moves slowly: it is looked for at first, and then once per half of the window.
    if (baseline.length < BASELINE || next % (BASELINE / 2) === 0)
      median = [...baseline].sort((a, b) => a - b)[baseline.length >> 1] as number
  }
  const isFlat = (): boolean =>
    baseline.length >= LEAST_BASELINE && Math.max(...baseline) <= FLAT * Math.min(...baseline)
  const isJump = (loss: number): boolean => loss >= JUMP_FACTOR * median && loss - median >= JUMP_LEAST && isFlat()

  /** A loss of 0, or the first that is not after some. */
  function seeLost(loss: number): 'drop' | 'stays' | 'over' | undefined {
    if (loss !== 0) {
      lost = 0
      add(loss)
      return 'over'
    }
    lost++
    if (lost === 1) return 'drop'
    return lost === LOST_REPORTS ? 'stays' : undefined
  }

  return {
    passes(loss) {
      if (!Number.isFinite(loss)) return true
      if (up > 0 || lost > 0 || loss === 0 || loss >= JUMP_FACTOR * median) return false
      add(loss)
      return true
    },
    see(loss) {
      if (!Number.isFinite(loss)) return undefined
      if (lost > 0 || (loss === 0 && up === 0 && median >= LEAST_LOST && isFlat())) return seeLost(loss)
      if (up === 0) {
        if (isJump(loss)) {
          up = 1
          return 'jump'
        }
        add(loss)
        return undefined
      }
      if (loss < STAYS_FACTOR * median) {
        up = 0
        add(loss)
        return 'over'
      }
      up++
      return up === STAYS_REPORTS ? 'stays' : undefined
    },
  }
}

/** The training loss as Megatron, Hugging Face and torchtitan write it. */
const LOSS = /(?:\blm loss: |'loss': | {2}loss: {1,2})(\d{1,9}(?:\.\d{1,12})?(?:[eE][+-]?\d{1,3})?)(?![\w.])/

/** Returns the loss that a progress line states; NaN for none. */
export function lossOf(text: string): number {
  // The word is found many times faster than the pattern.
  for (let at = text.indexOf('loss'); at !== -1; at = text.indexOf('loss', at + 4)) {
    const match = LOSS.exec(text.slice(Math.max(0, at - 4), at + 44))
    // A later one is met in its own turn, with all of its number.
    if (match !== null && match.index <= Math.min(at, 4)) return Number(match[1])
  }
  return Number.NaN
}
