// Tells when the files of this host were written last that were there when following began.
import { fstatSync } from 'node:fs'
import { END_BYTES, filesToTell, lastLinesOf } from '../../sources/last-written.ts'
import { compressionOf } from '../../sources/rotated-name.ts'
import { readAt } from './fingerprint.ts'
import type { FollowedFile } from './followed-file.ts'
import type { Following } from './following.ts'

/** To be called once, when all was looked at that was there. */
export function tellLastWritten(following: Following): void {
  const { paths, settings, out, now } = following
  if (settings.tellsAge === 'none') return
  const files = [...paths.values()].flatMap(({ live }) =>
    live === undefined || compressionOf(live.path) !== undefined ? [] : [{ live, ...live.looked }],
  )
  for (const { live, modifiedMs } of filesToTell(files, settings.tellsAge, now()))
    out.lastWritten(live, { atMs: modifiedMs, lines: lastLines(live, following) })
}

function lastLines(file: FollowedFile, { pool }: Following): string {
  try {
    const descriptor = pool.acquire(file)
    if (typeof descriptor !== 'number') return ''
    const from = Math.max(0, fstatSync(descriptor).size - END_BYTES)
    return lastLinesOf(readAt(descriptor, from, END_BYTES), from === 0)
  } catch {
    return '' // an error of its file system: it is told when the file is to be read
  }
}
