import t from 'tap'
import { hangSettings } from '../../lib/hang/settings.ts'
import { NO_OPTIONS } from './no-options.ts'

const HALF_AN_HOUR = 1_800_000

t.test('with neither options nor job file: steps, stalls and silence are watched', async t => {
  const { phases, ...settings } = hangSettings(NO_OPTIONS, { config: undefined })
  t.same(settings, {
    rules: new Map(),
    matchWithinMs: undefined,
    stepGap: { factor: 2, floorMs: 60_000, unknownMs: HALF_AN_HOUR },
    watchesOpening: true,
    stepStallMs: HALF_AN_HOUR,
    firstStepWithinMs: undefined,
    silenceMs: HALF_AN_HOUR,
    endPatterns: [],
    maxRanks: 100,
    usesExitCode: false,
    isWatching: false,
  })
  t.same(
    [...phases].map(([name, limits]) => [name, limits.firstMs / 60_000, limits.factor, limits.floorMs / 60_000]),
    [
      ['start', 60, 2, 30],
      ['compile', 60, 2, 30],
      ['first_step', 60, 2, 30],
      ['checkpoint', 20, 2, 10],
      ['evaluation', 20, 2, 10],
      ['validation', 20, 2, 10],
      ['restart', 60, 2, 30],
    ],
  )
})

t.test('phases: a duration, off, or any of first, factor and floor', async t => {
  const phases = { start: 'off', checkpoint: '40m', evaluation: { first: '2h', factor: 1.5 }, restart: { floor: '1h' } }
  const limits = hangSettings(NO_OPTIONS, { config: { hang: { phases } } }).phases
  t.notOk(limits.has('start'))
  t.match(limits.get('checkpoint'), { fixedMs: 40 * 60_000 })
  t.match(limits.get('evaluation'), { firstMs: 2 * 3_600_000, factor: 1.5, floorMs: 10 * 60_000 })
  t.match(limits.get('restart'), { firstMs: 3_600_000, factor: 2, floorMs: 3_600_000 })
  t.equal(limits.size, 6)
})

t.test('a limit of the first step, and off, stand in the place of the phases before it', async t => {
  const watches = (hang: object, more: object = {}): boolean =>
    hangSettings({ ...NO_OPTIONS, ...more }, { config: { hang } }).watchesOpening
  t.same(
    [watches({}), watches({ first_step_within: '1h' }), watches({ first_step_within: 'off' })],
    [true, false, false],
  )
  t.notOk(watches({}, { 'first-step': 1000 }))
  t.notOk(watches({}, { without: ['hang'] }), 'nor where hang is left out')
})

t.test('a job file changes what it names, and nothing else; off switches a check off', async t => {
  t.equal(hangSettings(NO_OPTIONS, { config: { rules: [] } }).silenceMs, HALF_AN_HOUR)
  t.equal(hangSettings(NO_OPTIONS, { config: { hang: {} } }).silenceMs, HALF_AN_HOUR)
  t.match(hangSettings(NO_OPTIONS, { config: { hang: { step_gap: 'off', step_stall: 'off', silence: '1m' } } }), {
    stepGap: undefined,
    stepStallMs: undefined,
    silenceMs: 60_000,
  })
})

t.test('an option wins over the job file, also over off', async t => {
  const options = { ...NO_OPTIONS, 'step-factor': 3, 'step-stall': 5000, silence: 7000, 'max-ranks': 0 }
  t.match(hangSettings(options, { config: { hang: { step_gap: 'off', step_stall: 'off', silence: 'off' } } }), {
    stepGap: { factor: 3, floorMs: 60_000 },
    stepStallMs: 5000,
    silenceMs: 7000,
    maxRanks: 1,
  })
  t.match(
    hangSettings({ ...NO_OPTIONS, 'step-floor': 9 }, { config: { hang: { step_gap: { factor: 4, floor: '2m' } } } })
      .stepGap,
    {
      factor: 4,
      floorMs: 9,
    },
  )
})

t.test('of a rule, hang keeps its times and whose they are', async t => {
  const rule = { name: 'loss', pattern: 'x', scope: 'rank', start_within: '10s', repeat_within: '1m' } as const
  t.same(
    [...hangSettings(NO_OPTIONS, { config: { rules: [rule] } }).rules],
    [['loss', { isPerRank: true, startWithinMs: 10_000, repeatWithinMs: 60_000 }]],
  )
})
