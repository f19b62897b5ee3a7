import type { Payload } from '../format.ts'
import { clockSeconds, purposeOf } from '../progress.ts'

/** `Training |████████| 45/100 [45%] in 3s (~4s, 12.3/s)`, at the end `… 100/100 [100%] in 8.1s (12.35/s)` */
const BAR =
  /^(?:([^|]{1,120}?) +)?\|[^|]{1,400}\|[^|\d]{0,12} (\d{1,12})(?:\/(\d{1,12}))? \[(\d{1,3})%\] in ([\d:.]{1,16}s?)(?: \((?:~?[\d:.]{1,16}s?, )?([\d.]{1,12})\/(s|m|h)\))?/

/** Bars of alive-progress. */
export const aliveBar: Payload = {
  part: 'payload',
  name: 'alive-bar',
  source: 'https://github.com/rsalmei/alive-progress',
  starts: '',
  contains: ['%] in '],
  continues: true,
  samples: [
    {
      line: 'Training |██████████⚠︎                    | (!) 45/100 [45%] in 3s (~4s, 12.3/s)',
      gives: {
        format: 'alive-bar',
        step: 45,
        total_steps: 100,
        progress: { description: 'Training', current: 45, total: 100, percent: 45, elapsed_s: 3, rate: 12.3 },
      },
    },
    {
      line: '|████████████████████████████████████████| 8/8 [100%] in 1:02.5 (0.13/s)',
      gives: { step: 8, progress: { current: 8, total: 8, percent: 100, elapsed_s: 62.5, rate: 0.13 } },
    },
    {
      line: 'Loading |████████| 3/3 [100%] in 0.1s (29.85/s)',
      gives: {
        format: 'alive-bar',
        progress: { description: 'Loading', current: 3, total: 3, percent: 100, elapsed_s: 0.1, rate: 29.85 },
      },
    },
  ],
  read(text, entry) {
    const match = BAR.exec(text)
    if (match === null) return false
    const [, description = '', current, total, percent, elapsed, rate, unit] = match
    const elapsedSeconds = clockSeconds(elapsed as string)
    const perUnit = { s: 1, m: 60, h: 3600 }[unit ?? 's'] as number
    entry.progress = {
      ...(description === '' ? {} : { description }),
      current: Number(current),
      ...(total === undefined ? {} : { total: Number(total) }),
      percent: Number(percent),
      ...(elapsedSeconds === undefined ? {} : { elapsed_s: elapsedSeconds }),
      ...(rate === undefined ? {} : { rate: Number(rate) / perUnit }),
    }
    if (purposeOf(description) !== 'training') return true
    entry.step = Number(current)
    if (total !== undefined) entry.total_steps = Number(total)
    return true
  },
}
