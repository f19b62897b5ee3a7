// What a job does that is no training step, and the lines that tell it.
import type { Millis } from '../record/time.ts'

export type Phase = 'a checkpoint' | 'an evaluation'

/** A phase at work. */
export interface RunningPhase {
  readonly name: Phase
  readonly since: Millis
  readonly limitMs: Millis
}

/**
 * Lines with which a phase begins: Megatron-LM, NeMo, DeepSpeed, Hugging Face Trainer, Lightning, torchtitan, and
 * whoever says it in like words.
 */
const BEGINS: readonly (readonly [Phase, RegExp])[] = [
  [
    'a checkpoint',
    /\bsaving (?:\w+ ){0,3}check-?point|\bbegin(?:ning)? to save\b|\b(?:start(?:ed|ing)?|begin(?:ning)?) (?:\w+ )?check-?point|\[Torch\] Saving \S+|\bcheck-?point (?:is being|will be) saved/i,
  ],
  [
    'an evaluation',
    /\b(?:running|start(?:ed|ing)?|begin(?:ning)?) (?:the )?(?:eval(?:uation)?|validation|prediction)\b|\b(?:evaluation|validation) (?:started|begins|starts)\b|\b(?:evaluating|validating)\b/i,
  ],
]
/** Lines with which a checkpoint is over. */
const SAVED = /\b(?:successfully saved|saved|finished saving|done saving) (?:\w+ ){0,3}check-?point|check-?point saved/i

/** Stands in every line with which a phase begins, and in few others: looking for it takes a third of the time. */
const MAY_BEGIN = /check-?poin|to sav|torch\] sav|eval|valida|predicti/i

/** Longest line that tells a phase: what stands behind it is none. */
const MAX_LINE = 500

const headOf = (message: string): string => (message.length > MAX_LINE ? message.slice(0, MAX_LINE) : message)

/** Returns the phase that begins with a line; undefined for nearly every line. */
export function phaseBegunBy(message: string): Phase | undefined {
  const text = headOf(message)
  return MAY_BEGIN.test(text) ? BEGINS.find(([, pattern]) => pattern.test(text))?.[0] : undefined
}

/** True for a line with which a checkpoint is over. */
export const endsCheckpoint = (message: string): boolean => SAVED.test(headOf(message))
