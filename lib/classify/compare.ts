// What runs that went well said, too, is not why another one failed (--compare).
import { BOUNDS } from '../bounds.ts'
import { CATEGORIES } from '../signatures/categories.ts'
import type { Finding } from './group.ts'
import { fingerprintOf } from './template.ts'

/** Asked about every line of a failure, also of those that no row knows. True where it does not count. */
export type IsCommon = (finding: Finding) => boolean

const MAX_KNOWN = BOUNDS['classify.common'].most
/** Hardware, the kernel and the scheduler are believed whatever another run said. */
const BELIEVED_TIER = 5

const keyOf = ({ signature, template }: Finding): string => fingerprintOf(signature.id, template)

/** Learns what a run that went well says; nothing of it counts while it is read. Memory: 16 characters a kind. */
export function learnGoodRun(known: Set<string>): IsCommon {
  return finding => {
    if (known.size < MAX_KNOWN) known.add(keyOf(finding))
    return true
  }
}

/** Returns what tells a line that runs that went well said, too. */
export function isKnownFrom(known: ReadonlySet<string>): IsCommon {
  return finding => !isBelieved(finding) && known.has(keyOf(finding))
}

const isBelieved = ({ signature, category }: Finding): boolean =>
  (signature.role === 'initiator' && (signature.tier ?? 4) >= BELIEVED_TIER) ||
  CATEGORIES[category].side === 'scheduler'
