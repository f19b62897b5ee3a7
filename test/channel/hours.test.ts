import t from 'tap'
import { type Hours, hoursOf, parseWindow, type Window } from '../../lib/channel/hours.ts'
import { formatTime } from '../../lib/record/time.ts'
import { UTC, zoneOf } from '../../lib/record/zone.ts'
import fc from '../fast-check.ts'

const windows = (texts: readonly string[]): readonly Window[] => texts.map(text => parseWindow(text) as Window)
const hours = (active: readonly string[], quiet: readonly string[], zone = 'UTC'): Hours =>
  hoursOf(windows(active), windows(quiet), zoneOf(zone) ?? UTC)
const at = (time: string): number => Date.parse(time)

t.test('what is no window says so', async t => {
  for (const text of ['', 'mon-', 'monday', 'mon tue', '8-20', '08:00-', '25:00-26:00', '08:60-09:00', '24:00-06:00'])
    t.match(parseWindow(text), { reason: /is no time of a week: write one such as/ }, text)
  t.match(parseWindow('08:00-08:00'), { reason: /08:00-08:00 is over as it begins; a whole day is 00:00-24:00/ })
  t.same(parseWindow(' Fri-Mon 8:00-24:00 '), { days: new Set([4, 5, 6, 0]), from: 480, to: 1440 })
})

t.test('open and closed, by the clock of the zone', async t => {
  const rows: readonly [active: string[], quiet: string[], zone: string, time: string, isOpen: boolean][] = [
    // 2026-01-05 is a Monday.
    [['mon-fri 08:00-20:00'], [], 'UTC', '2026-01-05T08:00:00Z', true],
    [['mon-fri 08:00-20:00'], [], 'UTC', '2026-01-05T19:59:59.999Z', true],
    [['mon-fri 08:00-20:00'], [], 'UTC', '2026-01-05T20:00:00Z', false],
    [['mon-fri 08:00-20:00'], [], 'UTC', '2026-01-04T12:00:00Z', false],
    [['mon-fri 08:00-20:00'], [], 'Asia/Kolkata', '2026-01-05T02:29:59Z', false],
    [['mon-fri 08:00-20:00'], [], 'Asia/Kolkata', '2026-01-05T02:30:00Z', true],
    [[], ['22:00-07:00'], 'Asia/Shanghai', '2026-01-05T14:00:00Z', false],
    [[], ['22:00-07:00'], 'Asia/Shanghai', '2026-01-05T23:00:00Z', true],
    // Friday's night ends on Saturday, and no night begins on Saturday.
    [[], ['mon-fri 22:00-07:00'], 'UTC', '2026-01-10T06:59:00Z', false],
    [[], ['mon-fri 22:00-07:00'], 'UTC', '2026-01-10T23:00:00Z', true],
    [['08:00-20:00'], ['sat,sun'], 'UTC', '2026-01-10T12:00:00Z', false],
    [['sun 22:00-02:00'], [], 'UTC', '2026-01-05T01:00:00Z', true],
    [['sun 22:00-02:00'], [], 'America/New_York', '2026-01-05T03:30:00Z', true],
  ]
  for (const [active, quiet, zone, time, isOpen] of rows)
    t.equal(hours(active, quiet, zone).isOpen(at(time)), isOpen, `${active} / ${quiet} in ${zone} at ${time}`)
})

t.test('when it opens: over midnight, weekends and a change of the clocks', async t => {
  const rows: readonly [active: string[], quiet: string[], zone: string, now: string, opens: string][] = [
    [['mon-fri 08:00-20:00'], [], 'UTC', '2026-01-02T20:00:00.001Z', '2026-01-05T08:00:00.000Z'],
    [[], ['22:00-07:00'], 'UTC', '2026-01-05T23:12:13.400Z', '2026-01-06T07:00:00.000Z'],
    [[], ['22:00-07:00'], 'UTC', '2026-01-05T12:00:00.000Z', '2026-01-05T12:00:00.000Z'],
    // Berlin goes from UTC+1 to +2 on 2026-03-29 at 01:00 UTC, and back on 2026-10-25 at 01:00 UTC.
    [[], ['22:00-07:00'], 'Europe/Berlin', '2026-03-28T22:00:00.000Z', '2026-03-29T05:00:00.000Z'],
    [[], ['22:00-07:00'], 'Europe/Berlin', '2026-10-24T21:00:00.000Z', '2026-10-25T06:00:00.000Z'],
    // 02:30 is skipped in spring, and comes twice in autumn.
    [['sun 02:30-02:45'], [], 'Europe/Berlin', '2026-03-28T12:00:00.000Z', '2026-04-05T00:30:00.000Z'],
    [['sun 02:30-02:45'], [], 'Europe/Berlin', '2026-10-25T00:45:00.000Z', '2026-10-25T01:30:00.000Z'],
  ]
  for (const [active, quiet, zone, now, opens] of rows)
    t.equal(formatTime(hours(active, quiet, zone).opens(at(now)) ?? 0), opens, `${active}/${quiet} ${zone} ${now}`)
  t.equal(hours(['mon 08:00-09:00'], ['mon']).opens(at('2026-01-05T00:00:00Z')), undefined, 'never')
})

t.test('it opens at the first minute that is open, whatever the windows and the zone', async t => {
  const time = fc.integer({ min: 0, max: 95 }).map(quarter => quarter * 15)
  const clock = (minutes: number): string => `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`
  const window = fc
    .record({ day: fc.constantFrom('', 'mon ', 'sat,sun ', 'fri-mon '), from: time, to: time })
    .filter(({ from, to }) => from !== to)
    .map(({ day, from, to }) => `${day}${clock(from)}-${clock(to)}`)
  fc.assert(
    fc.property(
      fc.array(window, { maxLength: 2 }),
      fc.array(window, { maxLength: 2 }),
      fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kolkata', 'Pacific/Apia', 'America/St_Johns'),
      fc.integer({ min: at('2026-03-25T00:00:00Z'), max: at('2026-04-08T00:00:00Z') }),
      (active, quiet, zone, now) => {
        const one = hours(active, quiet, zone)
        const opens = one.opens(now)
        if (opens === undefined) return !one.isOpen(now)
        if (opens === now) return one.isOpen(now)
        return one.isOpen(opens) && opens > now && !one.isOpen(opens - 1) && !one.isOpen(now)
      },
    ),
    { numRuns: 60 },
  )
  t.pass()
})
