import { BOUNDS } from '../bounds.ts'
import { WITHOUT_OPTION } from '../config/checks.ts'
import { DIALECT_OPTION } from '../config/dialects/dialect-option.ts'
import { SUSPEND_OPTION } from '../config/suspend-option.ts'
import { hangMachine } from '../hang/hang-machine.ts'
import { explainPhases } from '../hang/phases.ts'
import { type HangSettings, hangSettings } from '../hang/settings.ts'
import { perJob } from '../jobs/per-job.ts'
import { stageProgram } from '../program.ts'
import type { AnyRecord } from '../record/types.generated.ts'

function explainLines(settings: HangSettings): (record: AnyRecord) => readonly string[] {
  const explain = explainPhases(settings)
  return record => (record.kind === 'log' && record.step === undefined ? explain(record.message) : [])
}

export const hang = stageProgram({
  name: 'hang',
  aliases: ['detect-hang'],
  summary: 'Tell when the job is waiting, healthy, slow, hanging, faulted or ended.',
  reads: 'records',
  writes: ['status', 'notice'],
  passes: true,
  configured: true,
  keepsState: true,
  chain: { place: 40, when: 'always' },
  options: {
    ...DIALECT_OPTION,
    ...WITHOUT_OPTION,
    ...SUSPEND_OPTION,
    'step-factor': {
      type: 'number',
      describe:
        'HANGING when the next training step takes more than so many times the expected gap: step time x steps between two records [2]',
    },
    'step-floor': { type: 'duration', describe: 'but never before so long a silence of steps [60s]' },
    'step-stall': {
      type: 'duration',
      describe: 'HANGING when lines come but the step has not risen for longer than this [30m]',
    },
    'first-step': {
      type: 'duration',
      describe: 'HANGING when the first training step takes longer than this [no limit]',
    },
    silence: {
      type: 'duration',
      describe: 'HANGING when no line at all has come for longer than this [30m]',
    },
    'max-ranks': {
      type: 'count',
      default: BOUNDS['hang.ranks'].most,
      describe: 'most ranks that are watched one by one; the one silent longest is forgotten first',
    },
    'exit-code': {
      type: 'flag',
      describe: 'end with the last state of the job: 0 HEALTHY or ENDED, 20 WAITING, 21 SLOW, 22 HANGING, 23 FAULTED',
    },
  },
  examples: [
    {
      describe: 'a job whose steps stop coming: the hang is told at its deadline, the recovery when a step comes',
      args: '--only --step-floor 5s',
      input:
        '{"kind":"log","time":"2026-01-01T00:00:00.000Z","message":"iteration 1/9","step":1,"metrics":{"step_time_ms":1000}}\n' +
        '{"kind":"log","time":"2026-01-01T00:00:10.000Z","message":"iteration 2/9","step":2,"metrics":{"step_time_ms":1000}}\n',
      output:
        '{"kind":"status","time":"2026-01-01T00:00:00.000Z","scope":"rule","rule":"step gap","from":"WAITING","to":"HEALTHY","reason":"step 1 came","last_match":"iteration 1/9","since":"2026-01-01T00:00:00.000Z","step":1}\n' +
        '{"kind":"status","time":"2026-01-01T00:00:00.000Z","scope":"rule","rule":"step stall","from":"WAITING","to":"HEALTHY","reason":"step 1 came","last_match":"iteration 1/9","since":"2026-01-01T00:00:00.000Z","step":1}\n' +
        '{"kind":"status","time":"2026-01-01T00:00:00.000Z","scope":"job","from":"WAITING","to":"HEALTHY","rules":["step gap","step stall"],"reason":"step 1 came","last_match":"iteration 1/9","since":"2026-01-01T00:00:00.000Z","step":1}\n' +
        '{"kind":"status","time":"2026-01-01T00:00:05.000Z","scope":"rule","rule":"step gap","from":"HEALTHY","to":"HANGING","reason":"no training step for more than 5 s: the next was due after 1 s; the limit is the floor, 5 s","last_match":"iteration 1/9","since":"2026-01-01T00:00:00.000Z","step":1}\n' +
        '{"kind":"status","time":"2026-01-01T00:00:05.000Z","scope":"job","from":"HEALTHY","to":"HANGING","rules":["step gap"],"reason":"no training step for more than 5 s: the next was due after 1 s; the limit is the floor, 5 s","last_match":"iteration 1/9","since":"2026-01-01T00:00:00.000Z","step":1}\n' +
        '{"kind":"status","time":"2026-01-01T00:00:10.000Z","scope":"rule","rule":"step gap","from":"HANGING","to":"HEALTHY","reason":"step 2 came","last_match":"iteration 2/9","since":"2026-01-01T00:00:05.000Z","step":2}\n' +
        '{"kind":"status","time":"2026-01-01T00:00:10.000Z","scope":"job","from":"HANGING","to":"HEALTHY","rules":["step gap","step stall"],"reason":"step 2 came","last_match":"iteration 2/9","since":"2026-01-01T00:00:05.000Z","step":2}\n',
    },
  ],
  settle: hangSettings,
  explain: explainLines,
  start: settings => perJob({ stage: 'hang', make: () => hangMachine(settings) }),
})
