// What the words of an exception say where its class says nothing and no row knows its text.
import type { Category } from '../signatures/categories.ts'

/**
 * Tried in order: the first whose words stand in the text. Whole words only; names of files and variables are no words
 * of a sentence.
 */
const CATEGORY_OF_WORDS: readonly (readonly [words: RegExp, category: Category])[] = [
  [/\bout of memory\b|\bOOM\b/i, 'oom_gpu'],
  [
    /\b(?:loss|grad(?:ient)?s?|logits?|norm|activations?|weights?)\b[^\n]{0,60}\b(?:nan|non-?finite|not finite)\b|\b(?:nan|non-?finite)\b[^\n]{0,40}\b(?:loss|grad(?:ient)?s?|logits?|norm|activations?|weights?)\b/i,
    'nan_divergence',
  ],
  [
    /\b(?:timed? ?out|timeout|failed to connect|cannot connect|unable to connect|unreachable)\b[^\n]*\b(?:nodes?|ranks?|master|peers?|workers?|rendezvous|store|coordinator|barrier)\b|\b(?:nodes?|ranks?|master|peers?|workers?|rendezvous|store|coordinator|barrier)\b[^\n]*\b(?:timed? ?out|timeout|unreachable)\b/i,
    'rendezvous',
  ],
  [
    /\b(?:timed out|timeout|failed to connect|cannot connect|could not connect|connection (?:refused|reset|aborted|closed)|temporarily unavailable|service unavailable)\b/i,
    'remote_hub',
  ],
  [
    /\b(?:invalid|expired|missing) (?:api[ _]key|(?:access |auth\w* )?token|credentials?)\b|\b(?:unauthori[sz]ed|access denied|permission denied|not authenticated)\b/i,
    'auth',
  ],
  [
    /\bversions?\b[^\n]*\bincompatib|\bincompatib\w*[^\n]*\bversions?\b|\brequires? [\w.-]+ ?(?:>=|<=|==)/i,
    'driver_mismatch',
  ],
  [/\b(?:checkpoint|state_dict)\b/i, 'ckpt_incompatible'],
]

/** Returns the category that the text of an exception names, or undefined where it names none. */
export function categoryOfWords(text: string): Category | undefined {
  const head = text.slice(0, 1000)
  return CATEGORY_OF_WORDS.find(([words]) => words.test(head))?.[1]
}
