import t from 'tap'
import type { BadState, BadStateCause } from '../../lib/alert/bad-state.ts'
import { type Episodes, type Turn, trackEpisodes } from '../../lib/alert/episodes.ts'
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
