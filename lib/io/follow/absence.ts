// What was asked for and is not there: told when it has not come for a while, or at the end of a single look.
import { statSync } from 'node:fs'
import { globMatcher } from '../../sources/glob.ts'
import type { Following } from './following.ts'

export interface Absence {
  /** A notice when nothing has matched for a while, and when something does at last. */
  judge(): void
  /** At the end of a single look: a notice for each file that is not there, and each pattern that nothing fits. */
  tellMissing(): void
}

export function absenceOf({ paths, settings, out, now }: Following): Absence {
  const { targets, warnAfterMs } = settings
  let unmatchedSince = now()
  let isTold = false
  return {
    judge() {
      if ([...paths.values()].some(path => path.live !== undefined)) {
        if (isTold) out.notice('sources_found', 'a file to follow is there now')
        isTold = false
        unmatchedSince = now()
      } else if (!isTold && now() - unmatchedSince >= warnAfterMs) {
        isTold = true
        out.notice('nothing_matches', `no file to follow yet: ${targets.map(target => target.argument).join(' ')}`)
      }
    },
    tellMissing() {
      const found = [...paths.values()].filter(path => path.live !== undefined).map(path => path.path)
      for (const { literal, argument } of targets) {
        if (!literal) {
          if ([...paths.keys()].some(globMatcher(argument))) continue
          settings.fail()
          out.notice('nothing_matches', `no file fits ${argument}`)
          continue
        }
        if (found.some(path => belongs(path, argument))) continue
        settings.fail()
        // It is there, and it was told why it is not read.
        if (paths.get(argument)?.isUnreadable === true) continue
        const isDirectory = statSync(argument, { throwIfNoEntry: false })?.isDirectory() === true
        out.notice('source_missing', isDirectory ? 'no log is in this directory' : 'there is no such file', argument)
      }
    },
  }
}

function belongs(path: string, argument: string): boolean {
  return path === argument || path.startsWith(argument.endsWith('/') ? argument : `${argument}/`)
}
