// The question that each attempt may leave open, gathered while its lines go by.
import type { AnyRecord, VerdictRecord } from '../../record/types.generated.ts'
import { type ModelContext, modelContext } from './context.ts'
import type { ModelSettings } from './settings.ts'
import { isOpenQuestion, pendingVerdict } from './verdict.ts'

/** What a model would be asked about the attempt at hand. */
export interface OpenQuestion {
  context(): ModelContext
  /**
   * Returns a verdict that the rules leave unknown as one that waits for an answer; any other record as it is. A final
   * verdict ends the attempt.
   */
  readonly ask: <T extends AnyRecord>(record: T) => T | VerdictRecord
}

export function openQuestion({ patterns }: ModelSettings): OpenQuestion {
  const start = (): ModelContext => modelContext({ patterns, emails: true })
  let context = start()
  return {
    context: () => context,
    ask(record) {
      if (record.kind !== 'verdict' || record.state !== 'final') return record
      const ended = context
      context = start()
      return isOpenQuestion(record) ? pendingVerdict(record, ended.lines()) : record
    },
  }
}
