import t from 'tap'
import { stampIn, timeRegions } from '../../lib/parse/time-regions.ts'

const regionOf = (text: string, time: string) =>
  timeRegions().at(text, text.indexOf(time), text.indexOf(time) + time.length)

t.test('a time of the same form is read, whatever its digits', async t => {
  const region = regionOf('[2026-03-04 05:06:07,100] saved', '2026-03-04 05:06:07,100')
  t.equal(stampIn(region, '[2027-12-31 23:59:59,999] saved')?.text, '2027-12-31 23:59:59,999')
  const glog = regionOf('W0304 05:06:07.123456 12 a.cpp:1] slow', '0304 05:06:07.123456')
  t.equal(stampIn(glog, 'W1231 23:59:59.000000 12 a.cpp:1] slow')?.text, '1231 23:59:59.000000')
})

t.test('what is no time, or a time of another form, is none', async t => {
  const region = regionOf('2026-03-04 05:06:07,100 saved', '2026-03-04 05:06:07,100')
  for (const time of [
    '2026-13-04 05:06:07,100',
    '2026-03-04T05:06:07,100',
    '2026-03-04 05:06:07.100',
    '2026/03/04 05:06:07,100',
    '2026-03-04 05:06:07,10x',
    '2026-03-04 05:06:07,10Z',
    '2026-03-04 05:06:07,1 0',
    '2026-03-04 0a:06:07,100',
    '2026-03-04 05:06:07',
  ]) {
    t.equal(stampIn(region, `${time} saved`), undefined, time)
  }
})

t.test('of texts that start alike the last four regions are kept, the newest first', async t => {
  const regions = timeRegions()
  t.equal(regions.of('[2026'), undefined)
  for (const to of [19, 23, 24, 25, 26]) regions.at('2026-03-04 05:06:07,123456 c', 0, to)
  t.same(
    regions.of('20')?.map(region => region.to),
    [26, 25, 24, 23],
  )
})

t.test('a log whose lines start in ever other ways does not fill the memory', async t => {
  const regions = timeRegions()
  for (let code = 0; code < 10_000; code++) regions.at(`${String.fromCharCode(code)}x`, 0, 0)
  t.equal(regions.of('\u0000x'), undefined)
  t.equal(regions.of(`${String.fromCharCode(9999)}x`)?.length, 1)
})
