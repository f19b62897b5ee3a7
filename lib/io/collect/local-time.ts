import type { Millis } from '../../record/time.ts'

/**
 * Returns a reader of civil times (`2026-01-02 03:04:05`) in this machine's zone, where NVRx writers run too. NaN for a
 * date that is none.
 */
export function localTimeReader(): (civil: string) => Millis {
  let last = ''
  let lastMillis = 0
  return civil => {
    if (civil !== last) {
      last = civil
      lastMillis = Date.parse(civil.replace(' ', 'T')) // a form without zone is local time
    }
    return lastMillis
  }
}
