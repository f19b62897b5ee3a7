// What a shipper says: records into the stream, which has to be heard first, and lines for the user.
import type { AnyRecord } from '../../record/types.generated.ts'
import { cleanLine } from '../../redact/clean-text.ts'
import { shipNotice } from '../../ship/notices.ts'
import type { ShipWorld, Tell } from './world.ts'

export interface Voice {
  /** Writes a record; what comes before anybody hears it waits. */
  emit(record: AnyRecord): void
  /** Says a notice both ways. */
  readonly tell: Tell
  hear(emit: (record: AnyRecord) => void): void
  isHeard(): boolean
}

/** Most of what a server said that is told, or kept with a line. */
export const MAX_WHY_CHARACTERS = 500

export function openVoice({ clock, say }: Pick<ShipWorld, 'clock' | 'say'>): Voice {
  const waiting: AnyRecord[] = []
  let heard: ((record: AnyRecord) => void) | undefined
  const emit = (record: AnyRecord): void => {
    if (heard === undefined) waiting.push(record)
    else heard(record)
  }
  return {
    emit,
    tell(code, message, count) {
      const notice = shipNotice(code, cleanLine(message, MAX_WHY_CHARACTERS), { count, now: clock.now() })
      say(notice.message)
      emit(notice)
    },
    hear(given) {
      heard = given
      for (const record of waiting.splice(0)) given(record)
    },
    isHeard: () => heard !== undefined,
  }
}
