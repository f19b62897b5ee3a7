// What verdicts on a stream lead to: a line in the ledger, the nodes to leave out, a word to a person, a model's word.

import { sentLines } from '../../classify/model/verdict.ts'
import type { ClassifySettings } from '../../classify/settings.ts'
import type { ClockMode } from '../../drive.ts'
import { isProblems, type Problem } from '../../problem.ts'
import { printable } from '../../record/printable.ts'
import type { VerdictRecord } from '../../record/types.generated.ts'
import type { Effect } from '../effect.ts'
import { sentenceOf } from '../error-words.ts'
import { explanationOf } from './explanations.ts'
import { helpOf } from './file-mode.ts'
import { leaveBehind } from './verdict-effects.ts'

/** Records pass; a person reads on standard error. */
export async function classifyEffect(
  settings: ClassifySettings,
  mode: ClockMode,
): Promise<Effect | readonly Problem[]> {
  const help = await helpOf(settings.model, mode)
  if (isProblems(help)) return help
  const explain = (verdict: VerdictRecord): void => {
    if (settings.explain) process.stderr.write(`${explanationOf(verdict)}\n`)
  }
  const model = help === undefined ? undefined : (await import('../model/model-effect.ts')).modelEffect(help, explain)
  let failed = false
  return {
    take(record, made, emit) {
      if (record.kind !== 'verdict') return
      // What a verdict leaves behind does not wait for a model, whose word changes nothing of it.
      const verdict = made && sentLines(record) !== undefined ? { ...record, state: 'final' as const } : record
      if (verdict === record && record.state === 'final') explain(record)
      try {
        leaveBehind(verdict, settings, Date.now())
      } catch (error) {
        failed = true
        process.stderr.write(`logmon-classify: ${printable(sentenceOf(error))}\n`)
      }
      model?.take(record, made, emit)
    },
    finish: async () => model?.finish(),
    stop: () => model?.stop?.(),
    unread: () => model?.unread?.(),
    failed: () => failed,
  }
}
