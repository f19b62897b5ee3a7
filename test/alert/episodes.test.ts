import t from 'tap'
import type { BadState, BadStateCause } from '../../lib/alert/bad-state.ts'
import type { Turn } from '../../lib/alert/episode-turns.ts'
import { type Episodes, trackEpisodes } from '../../lib/alert/episodes.ts'
import { type AlertSettings, alertSettings } from '../../lib/alert/settings.ts'
import type { AlertConfig } from '../../lib/config/alert.ts'

const SECOND = 1000
const settingsOf = (alert: AlertConfig): AlertSettings => alertSettings({ alert: { gather: '0s', ...alert } })
const causeOf = (state: BadState, rules: readonly string[] = []): BadStateCause => ({
  state,
  origin: {},
  at: undefined,
  rules,
})
const words = ({ is, episode, sequence, reminder }: Turn): string =>
  `${episode.key}#${episode.number}.${sequence} ${is} ${episode.worst}${reminder === undefined ? '' : ` reminder ${reminder}`}`

/** Seconds, and what the key is from then on. */
type Step = readonly [seconds: number, state: BadState | 'HEALTHY' | 'ENDED' | 'end', key?: string]

/** Plays the steps as the driver does, each deadline before what comes after it; returns `seconds: turn` lines. */
function play(episodes: Episodes, steps: readonly Step[]): readonly string[] {
  const lines: string[] = []
  const take = (now: number, turns: readonly Turn[]): void => {
    for (const turn of turns) lines.push(`${now / SECOND}: ${words(turn)}`)
  }
  for (const [seconds, state, key = 'job'] of steps) {
    const now = seconds * SECOND
    for (let due = episodes.deadline(); due !== undefined && due <= now; due = episodes.deadline())
      take(due, episodes.onDeadline(due))
    if (state === 'end') take(now, episodes.end(now))
    else if (state === 'HEALTHY' || state === 'ENDED') take(now, episodes.good(key, state, undefined, now))
    else take(now, episodes.bad(key, causeOf(state), now))
  }
  return lines
}

const TABLE: readonly (readonly [
  title: string,
  alert: AlertConfig,
  steps: readonly Step[],
  lines: readonly string[],
])[] = [
  [
    'bad is reported at once, and so is good',
    {},
    [
      [1, 'HANGING'],
      [5, 'HEALTHY'],
    ],
    ['1: job#1.1 firing HANGING', '5: job#1.2 resolved HANGING'],
  ],
  [
    'what stays bad is reported once, what gets worse again, what gets better not',
    {},
    [
      [1, 'SLOW'],
      [2, 'SLOW'],
      [3, 'HANGING'],
      [4, 'SLOW'],
      [5, 'FAULTED'],
    ],
    ['1: job#1.1 firing SLOW', '3: job#1.2 firing HANGING', '5: job#1.3 firing FAULTED'],
  ],
  [
    'for: what is over sooner is never reported; the next time counts as another episode',
    { for: '10s' },
    [
      [1, 'SLOW'],
      [10.9, 'HEALTHY'],
      [20, 'SLOW'],
      [31, 'HEALTHY'],
    ],
    ['30: job#2.1 firing SLOW', '31: job#2.2 resolved SLOW'],
  ],
  [
    'gather: one report for all that comes while it waits, with the worst of it',
    { gather: '2s' },
    [
      [1, 'SLOW'],
      [2, 'HANGING'],
      [9, 'HANGING'],
    ],
    ['3: job#1.1 firing HANGING'],
  ],
  [
    'gather longer than for: what was bad as long as for asks is reported even where it ended before',
    { for: '1s', gather: '5s' },
    [
      [1, 'SLOW'],
      [3, 'HEALTHY'],
    ],
    ['3: job#1.1 firing SLOW', '3: job#1.2 resolved SLOW'],
  ],
  [
    'resolve_after: a relapse is no new episode; the recovery is reported when good has lasted',
    { resolve_after: '10s' },
    [
      [1, 'SLOW'],
      [5, 'HEALTHY'],
      [14.9, 'SLOW'],
      [20, 'HEALTHY'],
      [40, 'HEALTHY'],
    ],
    ['1: job#1.1 firing SLOW', '30: job#1.2 resolved SLOW'],
  ],
  [
    'the end of training is no recovery to wait for',
    { resolve_after: '10s' },
    [
      [1, 'SLOW'],
      [5, 'ENDED'],
    ],
    ['1: job#1.1 firing SLOW', '5: job#1.2 resolved SLOW'],
  ],
  [
    'remind: counted from the last report, and not while it recovers',
    { remind: '10s', resolve_after: '30s' },
    [
      [1, 'SLOW'],
      [15, 'HANGING'],
      [26, 'HEALTHY'],
      [50, 'HANGING'],
      [61, 'HANGING'],
    ],
    [
      '1: job#1.1 firing SLOW',
      '11: job#1.2 firing SLOW reminder 1',
      '15: job#1.3 firing HANGING',
      '25: job#1.4 firing HANGING reminder 2',
      '60: job#1.5 firing HANGING reminder 3',
    ],
  ],
  [
    'the end of input reports what was waiting',
    { gather: '5s', resolve_after: '5s' },
    [
      [1, 'SLOW', 'a'],
      [7, 'HEALTHY', 'a'],
      [8, 'HANGING', 'b'],
      [9, 'end'],
    ],
    ['6: a#1.1 firing SLOW', '9: a#1.2 resolved SLOW', '9: b#1.1 firing HANGING'],
  ],
  ['a recovery of what was not bad is nothing', {}, [[1, 'HEALTHY']], []],
]

for (const [title, alert, steps, lines] of TABLE)
  t.test(title, async t => {
    t.same(play(trackEpisodes(settingsOf(alert)), steps), lines)
  })

t.test('an episode is as loud as the loudest of its causes, so that the recovery reaches everybody', async t => {
  const rules = [
    { name: 'loud', severity: 'critical' },
    { name: 'quiet', severity: 'info' },
  ] as const
  const episodes = trackEpisodes({
    ...settingsOf({}),
    severityOfRule: new Map(rules.map(({ name, severity }) => [name, severity])),
  })
  const severities = [
    ...episodes.bad('job', causeOf('SLOW', ['quiet']), 1),
    ...episodes.bad('job', causeOf('HANGING', ['loud']), 2),
    ...episodes.good('job', 'HEALTHY', undefined, 3),
  ].map(({ episode }) => episode.severity)
  t.same(severities, ['critical', 'critical', 'critical'], 'the episode is one object: its severity only rises')
  t.equal(episodes.bad('job', causeOf('SLOW', ['quiet']), 4)[0]?.episode.severity, 'info', 'the next one starts anew')
})

t.test('beyond 4096 keys that are bad at once the oldest is forgotten, with a word', async t => {
  const episodes = trackEpisodes(settingsOf({}))
  for (let key = 0; key < 4096; key++) t.equal(episodes.bad(`${key}`, causeOf('SLOW'), 1).length, 1)
  t.same(episodes.bad('one more', causeOf('SLOW'), 1).map(words), ['one more#1.1 firing SLOW', '0#1.1 forgotten SLOW'])
  t.same(episodes.good('0', 'HEALTHY', undefined, 2), [])
})

t.test('more than 100 keys that fail for one reason within gather are one episode of all of them', async t => {
  const episodes = trackEpisodes(settingsOf({ gather: '1s', resolve_after: '5s', remind: '1h' }))
  const crowdOf = (state: BadState): BadStateCause => ({ ...causeOf(state), crowdKey: `many ${state}` })
  const lines: string[] = []
  const take = (now: number, turns: readonly Turn[]): void => {
    for (const turn of turns)
      lines.push(`${now / SECOND}: ${words(turn)} ${turn.episode.crowd?.members.size} of ${turn.episode.crowd?.peak}`)
  }
  const passTo = (now: number): void => {
    for (let due = episodes.deadline(); due !== undefined && due <= now; due = episodes.deadline())
      take(due, episodes.onDeadline(due))
  }
  const bad = (seconds: number, key: number, state: BadState): void => {
    passTo(seconds * SECOND)
    take(seconds * SECOND, episodes.bad(`${key}`, crowdOf(state), seconds * SECOND))
  }
  const good = (seconds: number, key: number): void => {
    passTo(seconds * SECOND)
    take(seconds * SECOND, episodes.good(`${key}`, 'HEALTHY', undefined, seconds * SECOND))
  }
  for (let key = 0; key < 100; key++) bad(1, key, 'SLOW')
  bad(1.5, 100, 'SLOW')
  bad(1.5, 100, 'SLOW')
  for (let key = 101; key < 110; key++) bad(2, key, 'SLOW')
  passTo(2.9 * SECOND)
  t.same(lines, [], 'it is waited for who comes next')
  bad(10, 200, 'SLOW')
  passTo(12 * SECOND)
  t.same(lines.splice(0), ['3: many SLOW#1.1 firing SLOW 110 of 110', '11: 200#1.1 firing SLOW undefined of undefined'])

  bad(20, 7, 'FAULTED')
  passTo(22 * SECOND)
  t.same(lines.splice(0), ['21: 7#2.1 firing FAULTED undefined of undefined'], 'who gets worse is told alone')

  for (let key = 0; key < 110; key++) if (key !== 7) good(30, key)
  passTo(31 * SECOND)
  bad(32, 5, 'SLOW')
  good(33, 5)
  passTo(40 * SECOND)
  t.same(lines.splice(0), ['38: many SLOW#1.2 resolved SLOW 0 of 110'], 'over with the last; a relapse is none')

  for (let key = 0; key < 101; key++) if (key !== 7) bad(50, key, 'SLOW')
  for (const episode of episodes.end(51 * SECOND)) take(51 * SECOND, [episode])
  t.equal(lines.length, 100, 'a hundred that fail at once are told one by one')
})

t.test('a crowd that keeps growing is told after ten times gather; who comes later is told with it again', async t => {
  const episodes = trackEpisodes(settingsOf({ gather: '1s' }))
  const turns: string[] = []
  for (let key = 0; key < 300; key++) {
    const now = (10 + key / 10) * SECOND
    for (let due = episodes.deadline(); due !== undefined && due <= now; due = episodes.deadline())
      turns.push(...episodes.onDeadline(due).map(turn => `${(due as number) / SECOND} ${words(turn)}`))
    for (let copy = 0; copy < 20; copy++) episodes.bad(`${key} ${copy}`, { ...causeOf('SLOW'), crowdKey: 'many' }, now)
  }
  t.same(turns, ['20 many#1.1 firing SLOW', '30.5 many#1.2 firing SLOW'])
})
