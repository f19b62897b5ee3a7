// Asks a model about the verdicts on files that the rules left unknown: all of them together, when everything is read.

import { modelContext } from '../../classify/model/context.ts'
import type { ModelSettings } from '../../classify/model/settings.ts'
import { pendingVerdict } from '../../classify/model/verdict.ts'
import type { AnyRecord, VerdictRecord } from '../../record/types.generated.ts'
import { sentenceOf } from '../error-words.ts'
import type { ModelHelp } from './help.ts'
import { finishVerdict, modelEffect } from './model-effect.ts'
import { type LinePosition, readContexts } from './read-contexts.ts'

/** A verdict that the rules left unknown, and where the lines of its attempt stand. */
export interface OpenVerdict {
  readonly verdict: VerdictRecord
  readonly from: LinePosition
  /** The first line that is no longer its attempt's. */
  readonly to: LinePosition
  /** Called with the final verdict. */
  readonly onVerdict: (verdict: VerdictRecord) => void
}

/** Verdicts whose lines are gathered at once: each takes up to a megabyte. */
const AT_ONCE = 20

/** Who is asked, and what must not be shown to them. */
export interface Asking extends Pick<ModelSettings, 'patterns'> {
  readonly help: ModelHelp
}

/** Gives each verdict to `emit` as it waits, and as it is when the model has had its say. */
export async function askAboutFiles(
  files: readonly string[],
  open: readonly OpenVerdict[],
  { help, patterns }: Asking,
  emit: (record: AnyRecord) => void,
): Promise<void> {
  for (let start = 0; start < open.length; start += AT_ONCE) {
    const gathered = open
      .slice(start, start + AT_ONCE)
      .map(one => ({ ...one, context: modelContext({ patterns, emails: true }) }))
    // A file that is gone by now, or a pipe, takes nothing from the verdict.
    const unread = await readContexts(files, gathered).catch(sentenceOf)
    for (const { verdict, context, onVerdict } of gathered) {
      const pending = pendingVerdict(verdict, unread === undefined ? context.lines() : [])
      emit(pending)
      if (unread === undefined) void modelEffect(help, onVerdict).take(pending, true, emit)
      else
        onVerdict(
          finishVerdict(pending, { outcome: 'not_asked', reason: `its lines cannot be read again: ${unread}` }, emit),
        )
    }
    await help.idle()
  }
}
