import type { Payload } from '../format.ts'
import { notePairs } from '../key-values.ts'
import { isPositionAlone, positionOf } from '../position.ts'

/**
 * A line that says where training stands and nothing else, which values may follow: `[step=50/900,epoch=0,eta=1h]`,
 * `===== Step 4/170 =====`, `Train step 940/4675 done.`, or a global step with values of no training word.
 */
export const valueHead: Payload = {
  part: 'payload',
  name: 'value-head',
  source: 'https://github.com/allenai/OLMo-core/blob/main/src/olmo_core/train/callbacks/console_logger.py',
  starts: '=*#(TtLlGgSsEeIiMmUu[-',
  continues: true,
  samples: [
    {
      line: '2026-01-02 03:04:05 INFO [a.b:6] [step=50/900,epoch=0,eta=1h]',
      gives: { format: 'value-head', step: 50, total_steps: 900, epoch: 0, level: 'INFO' },
    },
    { line: '===== Step 4/170 =====', gives: { format: 'value-head', step: 4, total_steps: 170 } },
    { line: 'Train step 940/4675 done.', gives: { format: 'value-head', step: 940, total_steps: 4675 } },
    {
      line: 'global_step=40960, episodic_return=[187.]',
      gives: { format: 'value-head', step: 40960, metrics: { episodic_return: 187 } },
    },
  ],
  read(text, entry, memory) {
    if (text.length > 160) return false
    const isGlobal = /^global_step ?[=:] ?\d{1,15}(?:, |\s|$)/.test(text) && !/loss|acc|lr|flop|\/s/i.test(text)
    if (!isGlobal && !isPositionAlone(text)) return false
    const { step, total, epoch } = positionOf(text, memory)
    if (step === undefined && epoch === undefined) return false
    entry.step ??= step
    entry.total_steps ??= total
    entry.epoch ??= epoch
    if (isGlobal) {
      notePairs(entry, text)
      entry.complete = true
    }
    return true
  },
}
