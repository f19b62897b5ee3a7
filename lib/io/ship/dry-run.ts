// --dry-run: nothing is sent and nothing is kept; what would be, are notices.
import type { AnyRecord } from '../../record/types.generated.ts'
import type { Destination } from '../../ship/destination.ts'
import { type LokiEntry, partsOf, pushBody } from '../../ship/entry.ts'
import { pushNotice, refusalNotice } from '../../ship/notices.ts'
import { otlpBody } from '../../ship/otlp.ts'
import type { DeadLetters } from './dead-letters.ts'
import { SCOPE } from './otlp.ts'
import type { Receiver } from './receiver.ts'
import type { ShipWorld } from './world.ts'

type Emit = (record: AnyRecord) => void

/** What is sent at once: the body of a push, or in a file the lines. */
const BODY: { readonly [D in Destination['to']]: (labels: string, entries: readonly LokiEntry[]) => object } = {
  loki: (labels, entries) => JSON.parse(pushBody(labels, entries).toString()),
  otlp: (labels, entries) => otlpBody(JSON.parse(labels), entries, SCOPE),
  file: (labels, entries) => ({ lines: entries.map(entry => ({ labels: JSON.parse(labels), ...partsOf(entry) })) }),
}

/** Takes all lines, and shows each push. */
export function dryReceiver(to: Destination['to'], { clock }: Pick<ShipWorld, 'clock'>, emit: Emit): Receiver {
  return {
    warning: undefined,
    close() {},
    async give(labels, entries) {
      emit(pushNotice(BODY[to](labels, entries), labels, entries.length, clock.now()))
      return { verdict: { is: 'stored' }, why: '', words: '' }
    },
  }
}

/** Shows each line that would go to the file of refused lines. */
export function dryLetters({ clock }: Pick<ShipWorld, 'clock'>, emit: Emit): DeadLetters {
  return {
    add(letters, kept) {
      for (const letter of letters) emit(refusalNotice(letter, clock.now()))
      kept()
    },
    isIdle: () => true,
    close() {},
  }
}
