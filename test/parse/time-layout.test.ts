import t from 'tap'
import { timeLayout } from '../../lib/parse/time-layout.ts'

const read = (layout: string, text: string) => {
  const reader = timeLayout(layout)
  if ('reason' in reader) throw new Error(reader.reason)
  return reader(text)
}
const NOON = Date.UTC(2024, 4, 1, 12, 30, 15) / 1000

t.test('reads what strptime reads', async t => {
  const full = { kind: 'full', seconds: NOON, fraction: '', zoneMinutes: undefined }
  t.match(read('%d.%m.%Y %H:%M:%S', '1.05.2024 12:30:15'), full)
  t.match(read('%Y%m%d-%H%M%S', '20240501-123015'), full)
  t.match(read('%b %d %y, %I:%M:%S %p', 'May 01 24, 12:30:15 PM'), full)
  t.match(read('%A %d %B %Y %T', 'Wednesday 01 May 2024 12:30:15'), full)
  t.match(read('%F %T.%f%z', '2024-05-01 12:30:15.25+05:30'), { ...full, fraction: '25', zoneMinutes: 330 })
  t.match(read('%F %T %Z', '2024-05-01 12:30:15 UTC'), { ...full, zoneMinutes: 0 })
  t.same(read('%m/%d %H:%M', '05/01 12:30')?.kind, 'no-year')
  t.match(read('%I%p:%M', '12AM:30'), { kind: 'time-only', seconds: 1800, fraction: '', zoneMinutes: undefined })
  t.equal(read('%Hh%M (%d.%m.%Y)', '12h61 (01.05.2024)'), undefined, 'minute 61')
  t.equal(read('%d.%m.%Y %H:%M', '2024-05-01 12:30'), undefined)
})

t.test('a layout that cannot be used says why', async t => {
  t.match(timeLayout('%Q'), { reason: /^%Q is no directive of a time; known: %Y/ })
  t.match(timeLayout('%H:%M:%S %H'), { reason: 'the hour is given twice' })
  t.match(timeLayout('%Y-%m-%d'), { reason: 'a time needs at least %H and %M' })
})
