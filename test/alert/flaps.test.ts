import t from 'tap'
import { trackEpisodes } from '../../lib/alert/episodes.ts'
import { newCounted, noteBeginning, waitMs } from '../../lib/alert/flaps.ts'
import { alertSettings } from '../../lib/alert/settings.ts'

const MINUTE = 60_000
const START = Date.parse('2026-01-05T10:00:00Z')
const cause = { state: 'SLOW', origin: { job: 'j' }, at: undefined, rules: [] } as const

t.test(
  'from the third on each relapse makes the next recovery wait twice as long, up to an hour; a quiet time forgets them',
  async t => {
    const counted = newCounted()
    const waits: number[] = []
    for (let now = START; waits.length < 10; now += MINUTE) {
      noteBeginning(counted, now, 10 * MINUTE)
      waits.push(waitMs(counted) / MINUTE)
      counted.recoveredMs = now
    }
    t.same(waits, [0, 0, 0, 2, 4, 8, 16, 32, 60, 60])
    noteBeginning(counted, START + 200 * MINUTE, 10 * MINUTE)
    t.equal(waitMs(counted), 0)
    counted.recoveredMs = START + 200 * MINUTE
    noteBeginning(counted, START + 201 * MINUTE, 0)
    t.equal(waitMs(counted), 0, 'a window of 0 is none')
  },
)

/** Bad and good in turn each minute for so many minutes, and then good for two hours; the notices, by minute. */
function swing(section: object, minutes: number): readonly string[] {
  const episodes = trackEpisodes(alertSettings({ alert: { gather: '0s', ...section } }))
  const told: string[] = []
  const note = (turns: readonly { readonly is: string }[], minute: number): void =>
    void told.push(...turns.map(({ is }) => `${minute} ${is}`))
  for (let minute = 0; minute < minutes + 120; minute++) {
    const now = START + minute * MINUTE
    for (let due = episodes.deadline(); due !== undefined && due <= now; due = episodes.deadline())
      note(episodes.onDeadline(due), (due - START) / MINUTE)
    if (minute >= minutes) continue
    note(minute % 2 === 0 ? episodes.bad('k', cause, now) : episodes.good('k', 'HEALTHY', undefined, now), minute)
  }
  return told
}

t.test('what swings each minute for two hours is told eight times', async t => {
  t.same(swing({}, 120), [
    ...['0 firing', '1 resolved', '2 firing', '3 resolved', '4 firing', '5 resolved', '6 firing'],
    '121 resolved',
  ])
  t.equal(swing({ flap_window: '0s' }, 120).length, 120)
  t.same(swing({}, 2), ['0 firing', '1 resolved'], 'what happens once is told at once')
})
