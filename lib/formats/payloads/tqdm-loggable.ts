import type { Payload } from '../format.ts'
import { notePairs } from '../key-values.ts'
import { setMetric, validationKey } from '../metric-names.ts'
import { clockSeconds, countOf, purposeOf } from '../progress.ts'

const LINE =
  /^Progress on: ?(.{1,80}?) ([\d.]{1,12}[kMG]?)[a-z]{0,8}(?:\/([\d.?]{1,12}[kMG]?)[a-z]{0,8})? rate:([\d.]{1,12}|\?)(s\/\w{1,8}|\w{1,8}\/s) remaining:([\d:?]{1,16}) elapsed:([\d:]{1,16}) postfix:(.{0,2000})$/

/** The log lines that tqdm-loggable writes in place of a bar where there is no terminal, as Levanter does. */
export const tqdmLoggable: Payload = {
  part: 'payload',
  name: 'tqdm-loggable',
  source: 'https://github.com/tradingstrategy-ai/tqdm-loggable/blob/master/tqdm_loggable/tqdm_logging.py',
  starts: 'P',
  samples: [
    {
      line: 'Progress on:train 19.0it/70.0it rate:76.8s/it remaining:1:05:15 elapsed:31:40 postfix:loss=3.45',
      gives: {
        format: 'tqdm-loggable',
        step: 19,
        total_steps: 70,
        metrics: { sec_per_iter: 76.8, step_time_ms: 76800, loss: 3.45 },
        progress: { description: 'train', current: 19, total: 70, elapsed_s: 1900, remaining_s: 3915 },
      },
    },
    {
      line: 'Progress on:eval 3.00it/8.00it rate:1.5it/s remaining:00:03 elapsed:00:02 postfix:loss=2.5',
      gives: { metrics: { val_loss: 2.5 } },
    },
    {
      line: 'Progress on:train 1.20kit/10.0kit rate:2.0it/s remaining:? elapsed:10:00 postfix:-',
      gives: { step: 1200, total_steps: 10000, metrics: { step_time_ms: 500 } },
    },
  ],
  read(text, entry) {
    const match = LINE.exec(text)
    if (match === null) return false
    const [, description, current, total, rate, unit, remaining, elapsed, postfix] = match
    const totalCount = total === undefined ? Number.NaN : countOf(total)
    const remainingSeconds = clockSeconds(remaining as string)
    entry.progress = {
      description: description as string,
      current: countOf(current as string),
      ...(Number.isFinite(totalCount) ? { total: totalCount } : {}),
      elapsed_s: clockSeconds(elapsed as string) ?? 0,
      ...(remainingSeconds === undefined ? {} : { remaining_s: remainingSeconds }),
    }
    const purpose = purposeOf(description as string)
    notePairs(entry, postfix as string, purpose === 'evaluation' ? validationKey : undefined)
    if (purpose !== 'training') return true
    entry.step = Math.round(entry.progress.current as number)
    if (totalCount > 0) entry.total_steps = Math.round(totalCount)
    const value = Number(rate)
    if (!(value > 0)) return true
    if ((unit as string).startsWith('s/')) setMetric(entry, 'sec_per_iter', value)
    setMetric(
      entry,
      'step_time_ms',
      Number(((unit as string).startsWith('s/') ? value * 1000 : 1000 / value).toPrecision(6)),
    )
    return true
  },
}
