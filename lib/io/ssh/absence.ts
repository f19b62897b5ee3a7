import type { Millis } from '../../record/time.ts'
import { isGlob } from '../../sources/glob.ts'
import { type RemoteListing, remoteMatcher } from '../../sources/remote-commands.ts'
import type { HostOutput } from './host-output.ts'
import type { HostSettings } from './host-reader.ts'

/**
 * Returns what is called with each listing and tells what is not there: at once where there is one look only, else when
 * nothing was there for a while.
 */
export function absenceWatcher(
  { paths, once, warnAfterMs, fail }: HostSettings,
  out: HostOutput,
  now: () => Millis,
): (listing: readonly RemoteListing[]) => void {
  let since = now()
  let isAbsenceReported = false
  return listing => {
    if (once) {
      for (const path of paths) {
        const matches = remoteMatcher([path])
        if (listing.some(entry => matches(entry.path))) continue
        if (isGlob(path)) out.notice('nothing_matches', `no file fits ${path}`)
        else out.notice('source_missing', 'there is no such file', path)
        fail()
      }
    } else if (listing.length > 0) {
      if (isAbsenceReported) out.notice('sources_found', 'a file to follow is there now')
      isAbsenceReported = false
      since = now()
    } else if (!isAbsenceReported && now() - since >= warnAfterMs) {
      isAbsenceReported = true
      out.notice('nothing_matches', `no file to follow yet: ${paths.join(' ')}`)
    }
  }
}
