// Tells when the files of a host that is read with POSIX tools were written last.
import { END_BYTES, filesToTell, lastLinesOf } from '../../sources/last-written.ts'
import { readCommand } from '../../sources/remote-commands.ts'
import { compressionOf } from '../../sources/rotated-name.ts'
import type { Conversation } from './conversation.ts'
import type { PosixState } from './posix-state.ts'

/** To be called in the first round, before anything is read: a listing tells dates to the minute. */
export async function tellLastWritten(state: PosixState, conversation: Conversation): Promise<void> {
  const { paths, settings, out, now } = state
  if (settings.tellsAge === 'none') return
  const files = [...paths.values()].flatMap(({ path, live }) =>
    live === undefined || compressionOf(path) !== undefined ? [] : [{ path, ...live.looked }],
  )
  for (const { path, size, modifiedMs } of filesToTell(files, settings.tellsAge, now())) {
    const from = Math.max(0, size - END_BYTES)
    const end = await conversation.ask(readCommand(path, from, END_BYTES))
    out.lastWritten(path, { atMs: modifiedMs, lines: lastLinesOf(end, from === 0) })
  }
}
