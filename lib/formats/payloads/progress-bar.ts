import type { Entry, Payload } from '../format.ts'
import { noteDict, notePairs } from '../key-values.ts'
import { setMetric } from '../metric-names.ts'

/** `desc:  19%|█▊  | 18/97 [01:50<08:31,  6.39s/it, loss=2.3]`; total and percent are absent where the total is unknown: `18it [00:03, 5.1it/s]`. */
const BAR =
  /^(?:(.{0,120}?):? +)??(?:(\d{1,3})%\|[^|]{0,400}\| *)?([\d.]+[kMG]?)(?:\/([\d.]+[kMG]?)|(?:it|ba|ex|B)) \[(\d+:)?(\d+):(\d\d)(?:<((?:(?:\d+ days?, )?[\d:]+)|\?))?, +(?:([\d.]+)|\?) ?(s\/it|it\/s|\w{0,12}\/s|s\/\w{0,12})((?:, [^\]]{0,2000})?)\]/

/**
 * tqdm's bar, as PyTorch Lightning, HF and torchtune print it. The bar's count is the step only where its unit is steps of training
 * (`it`), which is what bars without a description mean; bars named for loading, mapping or tokenising report progress alone.
 */
export const progressBar: Payload = {
  part: 'payload',
  name: 'progress-bar',
  source: 'https://github.com/tqdm/tqdm/blob/master/tqdm/std.py',
  starts: '',
  // Not '/s' alone: every TFLOP/s would be offered.
  contains: ['/s]', '/s, ', 's/it', 's/step', 's/ba', 's/ex'],
  continues: true,
  samples: [
    {
      line: ' 19%|█▊        | 18/97 [01:50<08:31,  6.39s/it]',
      gives: { format: 'progress-bar', step: 18, total_steps: 97, metrics: { sec_per_iter: 6.39, step_time_ms: 6390 } },
    },
    {
      line: 'Epoch 0:  12%|█▏        | 30/250 [00:12<01:31, 2.40it/s, v_num=3, train_loss=1.230]',
      gives: { epoch: 0, step: 30, total_steps: 250, metrics: { loss: 1.23 } },
    },
    {
      line: 'Loading checkpoint shards: 100%|██████████| 3/3 [00:05<00:00,  1.91s/it]',
      gives: {
        format: 'progress-bar',
        progress: { description: 'Loading checkpoint shards', current: 3, total: 3, percent: 100, elapsed_s: 5, remaining_s: 0, rate: 0.5235602094240838 },
      },
    },
  ],
  read(text, entry) {
    const match = BAR.exec(text)
    if (match === null) return false
    const [bar, description, percent, current, total, hours, minutes, seconds, remaining, rate, unit, postfix] = match
    const perSecond = rate === undefined ? undefined : (unit as string).startsWith('s/') ? 1 / Number(rate) : Number(rate)
    entry.progress = {
      ...(description === undefined || description === '' ? {} : { description }),
      current: countOf(current as string),
      ...(total === undefined ? {} : { total: countOf(total) }),
      ...(percent === undefined ? {} : { percent: Number(percent) }),
      elapsed_s: Number.parseInt(hours ?? '0', 10) * 3600 + Number(minutes) * 60 + Number(seconds),
      ...(remaining === undefined || remaining === '?' ? {} : { remaining_s: clockSeconds(remaining) }),
      ...(perSecond === undefined || !Number.isFinite(perSecond) ? {} : { rate: perSecond }),
    }
    if (isTraining(description ?? '', unit as string)) noteSteps(entry, description ?? '', perSecond, rate, unit as string)
    if (postfix !== undefined && postfix !== '') {
      const values = postfix.slice(2)
      if (noteDict(entry, values) < 0) notePairs(entry, values)
    }
    // A record of the next writer may be glued to the end of a bar.
    const rest = text.slice(bar.length)
    if (rest.trim() === '') entry.complete = true
    else entry.rest = rest
    return true
  },
}

function isTraining(description: string, unit: string): boolean {
  if (!/^(?:s\/it|it\/s|s\/step|step\/s|steps\/s)$/.test(unit)) return false
  return description === '' || /\b(?:epoch|train|training|step|steps|iter|iteration|fit)\b/i.test(description)
}

function noteSteps(entry: Entry, description: string, perSecond: number | undefined, rate: string | undefined, unit: string): void {
  const { current, total } = entry.progress as { current: number; total?: number }
  if (Number.isSafeInteger(current)) entry.step ??= current
  if (total !== undefined && total > 0 && Number.isSafeInteger(total)) entry.total_steps ??= total
  const epoch = /\bepoch:? \[?(\d+)/i.exec(description)
  if (epoch !== null) entry.epoch ??= Number(epoch[1])
  if (perSecond === undefined || perSecond <= 0) return
  if (unit.startsWith('s/')) {
    setMetric(entry, 'sec_per_iter', Number(rate))
    setMetric(entry, 'step_time_ms', Number((Number(rate) * 1000).toPrecision(15)))
  } else setMetric(entry, 'step_time_ms', Number((1000 / perSecond).toPrecision(6)))
}

function countOf(text: string): number {
  const scale = { k: 1e3, M: 1e6, G: 1e9 }[text.at(-1) as string]
  return scale === undefined ? Number(text) : Number(text.slice(0, -1)) * scale
}

/** `1:02:03`, `02:03` or `1 day, 02:03:04` in seconds. */
function clockSeconds(text: string): number {
  const days = /^(\d+) day/.exec(text)
  const parts = (text.split(', ').at(-1) as string).split(':').map(Number)
  return parts.reduce((sum, part) => sum * 60 + part, 0) + (days === null ? 0 : Number(days[1]) * 86_400)
}
