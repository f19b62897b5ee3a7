// Times of logs that name no zone, in a zone that the user names: also where clocks are put forward and back.
import t from 'tap'
import { civilToUtc, zoneOf } from '../../lib/record/zone.ts'

/** The instant of a civil time in a zone, as logs write it; `after`: the time of a line before it. */
function instant(zone: string, civil: string, after = '1970-01-01T00:00:00Z'): string {
  const found = zoneOf(zone)
  if (found === undefined) throw new Error(zone)
  const seconds = (text: string): number => Date.parse(text) / 1000
  return new Date(civilToUtc(seconds(`${civil}Z`), found, seconds(after)) * 1000).toISOString().slice(0, 19)
}

t.test('a named zone has the offset of the day', async t => {
  t.equal(instant('Asia/Kolkata', '2026-03-04T05:06:07'), '2026-03-03T23:36:07')
  t.equal(instant('Asia/Kathmandu', '2026-03-04T05:06:07'), '2026-03-03T23:21:07', 'quarters of an hour, too')
  t.equal(instant('America/New_York', '2026-01-05T10:00:00'), '2026-01-05T15:00:00')
  t.equal(instant('America/New_York', '2026-07-05T10:00:00'), '2026-07-05T14:00:00')
  t.equal(instant('+05:30', '2026-01-01T00:00:00'), '2025-12-31T18:30:00', 'over the year')
  t.equal(zoneOf('Mars/Olympus'), undefined)
})

t.test('clocks that are put forward: the hour that is not there is read with the offset before', async t => {
  t.equal(instant('America/New_York', '2026-03-08T01:59:59'), '2026-03-08T06:59:59')
  t.equal(instant('America/New_York', '2026-03-08T02:30:00'), '2026-03-08T07:30:00')
  t.equal(instant('America/New_York', '2026-03-08T03:00:00'), '2026-03-08T07:00:00')
})

t.test(
  'clocks that are put back: an hour that comes twice is the first one, unless lines have passed that',
  async t => {
    t.equal(instant('America/New_York', '2026-11-01T01:30:00'), '2026-11-01T05:30:00')
    t.equal(instant('America/New_York', '2026-11-01T01:30:00', '2026-11-01T05:59:00Z'), '2026-11-01T06:30:00')
    t.equal(instant('America/New_York', '2026-11-01T02:00:00'), '2026-11-01T07:00:00')
  },
)
