// Asks about the verdicts that wait for a model's word, and writes the final ones.
import { answeredVerdict, type ModelResult, noticeOf, sentLines } from '../../classify/model/verdict.ts'
import type { AnyRecord, VerdictRecord } from '../../record/types.generated.ts'
import type { Effect } from '../effect.ts'
import type { ModelHelp } from './help.ts'

/** `told` is called with every final verdict that this makes. */
export function modelEffect(help: ModelHelp, onVerdict: (verdict: VerdictRecord) => void = () => undefined): Effect {
  let isRead = true
  return {
    take(record, made, emit) {
      if (record.kind !== 'verdict' || !made) return
      const lines = sentLines(record)
      if (lines === undefined) return
      const done = (result: ModelResult): void => onVerdict(finishVerdict(record, result, emit))
      if (isRead) help.ask(lines, done)
      else done({ outcome: 'not_asked', reason: 'nobody reads the answer' })
    },
    finish: () => help.idle(),
    stop: () => help.stop('interrupted'),
    unread() {
      isRead = false
      help.stop('nobody reads the answer')
    },
    // That a model does not help is no failure: the verdict stands without it.
    failed: () => false,
  }
}

/** Writes the final verdict with what came of asking, and a notice where nothing did. */
export function finishVerdict(
  pending: VerdictRecord,
  result: ModelResult,
  emit: (record: AnyRecord) => void,
): VerdictRecord {
  const verdict = answeredVerdict(pending, result)
  const notice = noticeOf(verdict)
  emit(verdict)
  if (notice !== undefined) emit(notice)
  return verdict
}
