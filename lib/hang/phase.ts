// What a job does that is no training step, and the lines that tell it.
import type { Millis } from '../record/time.ts'

export const PHASES = ['start', 'compile', 'first_step', 'checkpoint', 'evaluation', 'validation', 'restart'] as const
export type Phase = (typeof PHASES)[number]

/** How long a phase may take. */
export interface PhaseLimits {
  /** Always so long, whatever it took before; undefined where the three below decide. */
  readonly fixedMs: Millis | undefined
  /** So long while it is not known how long it takes. */
  readonly firstMs: Millis
  /** Afterwards so many times as long as the longest before, but never less than the floor. */
  readonly factor: number
  readonly floorMs: Millis
}

/** A phase at work. */
export interface RunningPhase {
  readonly name: Phase
  readonly since: Millis
  readonly limitMs: Millis
  /** Why the limit is what it is. */
  readonly because: string
}

/** Returns how long a phase may take whose longest before took `beforeMs`; undefined where none came before. */
export const limitOf = ({ fixedMs, firstMs, factor, floorMs }: PhaseLimits, beforeMs: Millis | undefined): Millis =>
  fixedMs ?? (beforeMs === undefined ? firstMs : Math.max(factor * beforeMs, floorMs))

/** Phases in the words of a sentence: "it is in …". */
export const WORDS_OF: Readonly<Record<Phase, string>> = {
  start: 'its start',
  compile: 'a compilation',
  first_step: 'its first step',
  checkpoint: 'a checkpoint',
  evaluation: 'an evaluation',
  validation: 'a validation',
  restart: 'a restart',
}

/** Phases in which no line needs to come: then silence alone is no hang before their own limit. */
export const QUIET: ReadonlySet<Phase> = new Set(['compile', 'first_step', 'checkpoint', 'evaluation', 'validation'])

type Beginning = readonly [Phase, RegExp]

/**
 * Lines with which a phase begins: Megatron-LM, NeMo, DeepSpeed, Hugging Face Trainer, Lightning, torchtitan, JAX,
 * torch.compile, and whoever says it in like words. A restart begins with an attempt, not with a line.
 */
const BEGINS: readonly Beginning[] = [
  [
    'checkpoint',
    /\bsaving (?:\w+ ){0,3}check-?point|\bbegin(?:ning)? to save\b|\b(?:start(?:ed|ing)?|begin(?:ning)?) (?:\w+ )?check-?point|\[Torch\] Saving \S+|\bcheck-?point (?:is being|will be) saved/i,
  ],
  [
    'validation',
    /\b(?:running|start(?:ed|ing)?|begin(?:ning)?) (?:the )?validation\b|\bvalidation (?:started|begins|starts)\b|\bvalidating\b/i,
  ],
  [
    'evaluation',
    /\b(?:running|start(?:ed|ing)?|begin(?:ning)?) (?:the )?(?:eval(?:uation)?|prediction)\b|\bevaluation (?:started|begins|starts)\b|\bevaluating\b/i,
  ],
  [
    'compile',
    /\b(?<!with )(?:re)?compiling\b|\bcompilation (?:started|begins|starts)\b|\b(?:start(?:ed|ing)?|begin(?:ning)?) (?:\w+ ){0,3}compil|\bcaptur(?:e|ing) (?:\w+ )?cuda ?graphs?\b|\bauto-?tuning (?:\w+ )?(?:kernel|started)/i,
  ],
]
/** The same before the first step of an attempt: later, what they say is no start any more. */
const OPENS: readonly Beginning[] = [
  [
    'first_step',
    /(?:^|\s)training \.\.\.$|\*{3} running training|\btraining (?:loop )?(?:starts|started|begins)\b|\b(?:start(?:ed|ing)?|begin(?:ning)?|launching) (?:to |the |of )?(?:\w+ )?train(?:ing)?\b|\bstart(?:ing)? epoch\b|\bbefore the start of training\b/i,
  ],
  [
    'start',
    /\binitializ(?:ing|ed) (?:the )?(?:\w+[ .])?(?:distributed|process group|(?:\w+ )?model parallel)|\b(?<!finished |done )building (?:the )?(?:\w+,? ){0,4}data(?:set|loader|sampler)?s?\b|\b(?:loading|restoring|resuming from) (?:\w+ ){0,3}check-?point\b|\bloading (?:\w+ ){0,2}data(?:set)?s?\b|\btokenizing\b|\brendezvous(?:ing| (?:id|endpoint|backend|started))\b|\belastic_operator\b/i,
  ],
]
/** Lines with which a phase is over before the next step. */
const ENDS: ReadonlyMap<Phase, RegExp> = new Map([
  [
    'checkpoint',
    /\b(?:successfully saved|saved|finished saving|done saving) (?:\w+ ){0,3}check-?point|check-?point saved/i,
  ],
  [
    'compile',
    /\b(?:done|finished) (?:with )?compil|\bcompil(?:ation|ing) (?:is )?(?:done|finished|complete|took|time)\b|\bcompiled (?:\w+ ){0,5}in [0-9]/i,
  ],
])

/** Stands in every line with which a phase begins, and in few others: looking for it takes a third of the time. */
const MAY_BEGIN = /check-?poin|to sav|torch\] sav|eval|valida|predicti|compil|cuda ?gra|tuning/i
const MAY_OPEN =
  /training|train loop|to train|start(?:ing)? epoch|initializ|building|loading|restoring|resuming|tokeniz|rendezvous|elastic_/i

/** Longest line that tells a phase: what stands behind it is none. */
const MAX_LINE = 500

const headOf = (message: string): string => (message.length > MAX_LINE ? message.slice(0, MAX_LINE) : message)

/**
 * Returns the phase that begins with a line; undefined for nearly every line. `isBeforeSteps`: no step has come yet in
 * the attempt.
 */
export function phaseBegunBy(message: string, isBeforeSteps: boolean): Phase | undefined {
  const text = headOf(message)
  const begun = beginning(text, MAY_BEGIN, BEGINS) ?? (isBeforeSteps ? beginning(text, MAY_OPEN, OPENS) : undefined)
  return begun === undefined || endsPhase(begun, text) ? undefined : begun
}

const beginning = (text: string, mayBe: RegExp, rows: readonly Beginning[]): Phase | undefined =>
  mayBe.test(text) ? rows.find(([, pattern]) => pattern.test(text))?.[0] : undefined

/** True for a line with which a phase is over before the next step. */
export const endsPhase = (phase: Phase, message: string): boolean => ENDS.get(phase)?.test(headOf(message)) ?? false
