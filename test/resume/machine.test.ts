// The state machine of attempts where no process shows it: what means nothing, when things fall due, what is kept.
import t from 'tap'
import { goOn, type ResumeEvent, type ResumeSettings, type Step, step } from '../../lib/resume/machine.ts'
import { freshState, type ResumeState, readState, stateText } from '../../lib/resume/state.ts'
import { SETTINGS } from './attempts.ts'

const NOW = Date.parse('2026-03-04T05:06:07Z')
const RUNS: ResumeEvent = { is: 'runs', handle: { pid: 1 }, words: 'x', isFound: false }
const HANGS: ResumeEvent = { is: 'status', to: 'HANGING', reason: 'no step' }

/** What has happened after events, each with so many milliseconds since the first. */
function after(events: readonly (readonly [number, ResumeEvent])[], settings: ResumeSettings = SETTINGS): Step {
  let last: Step = { state: freshState(undefined), orders: [] }
  for (const [ms, event] of events) last = step(last.state, event, NOW + ms, settings)
  return last
}

const does = ({ orders }: Step): readonly string[] => orders.map(order => order.do)

t.test('a hang is acted on once it has lasted, and not when it is over before', async t => {
  const patience = SETTINGS.patienceMs
  const hangs = after([
    [0, RUNS],
    [1000, HANGS],
  ])
  t.equal(hangs.state.due, NOW + 1000 + patience)
  t.same(does(step(hangs.state, HANGS, NOW + 2000, SETTINGS)), [], 'it is told once')
  t.same(does(step(hangs.state, { is: 'time' }, NOW + patience, SETTINGS)), [], 'a timer that comes too early')
  const acted = step(hangs.state, { is: 'time' }, NOW + 1000 + patience, SETTINGS)
  t.same(does(acted), ['tell', 'dump', 'end'])
  t.match(acted.state, { phase: 'end', endedFor: 'hang', due: NOW + 1000 + patience + SETTINGS.graceMs })
  const recovered = step(hangs.state, { is: 'status', to: 'HEALTHY', reason: 'step 2 came' }, NOW + 2000, SETTINGS)
  t.match(recovered.orders, [{ text: 'attempt 1: hangs no longer, it is HEALTHY: step 2 came' }])
  t.same([recovered.state.due, recovered.state.hang], [undefined, undefined])
})

t.test('what waits in the queue does not hang, and what hung before it was put back there neither', async t => {
  const waits: ResumeEvent = { is: 'queue', waits: true }
  t.same(
    does(
      after([
        [0, RUNS],
        [0, waits],
        [1, HANGS],
      ]),
    ),
    [],
  )
  const { state } = after([
    [0, RUNS],
    [0, HANGS],
    [1, waits],
  ])
  t.same([state.due, state.hang, state.waits], [undefined, undefined, true])
  t.same(
    does(
      after([
        [0, RUNS],
        [0, waits],
        [1, { is: 'queue', waits: false }],
        [2, HANGS],
      ]),
    ),
    ['tell'],
  )
})

t.test('with --on-hang dump it is only looked at, once', async t => {
  const settings: ResumeSettings = { ...SETTINGS, onHang: 'dump', patienceMs: 0 }
  const looked = after(
    [
      [0, RUNS],
      [0, HANGS],
      [0, { is: 'time' }],
    ],
    settings,
  )
  t.same([does(looked), looked.state.phase, looked.state.due], [['dump'], 'run', undefined])
})

t.test('a signal that comes while an attempt is being started ends it when it runs', async t => {
  const begun = after([
    [0, { is: 'signal', name: 'SIGTERM' }],
    [5, RUNS],
  ])
  t.same([does(begun), begun.state.phase, begun.state.stop], [['tell', 'tell', 'signal'], 'end', 'SIGTERM'])
})

t.test('a signal in a pause ends us, and the pause is gone on with', async t => {
  const pause: ResumeState = { ...freshState(undefined), phase: 'pause', attempt: 2, due: NOW + 9000 }
  const left = step(pause, { is: 'signal', name: 'SIGINT' }, NOW, SETTINGS)
  t.same([does(left), left.state], [['tell', 'leave'], pause])
  t.same(goOn(pause), { state: pause, orders: [] })
  t.same(does(step(pause, { is: 'time' }, NOW + 9000, SETTINGS)), ['launch'])
})

t.test('what cannot be started ends it', async t => {
  const refused = after([[0, { is: 'refused', reason: 'no space left on the disk' }]])
  t.match(refused, { state: { phase: 'over', code: 1 } })
  t.match(refused.orders, [{ text: 'attempt 1: stopped: it could not be started: no space left on the disk' }])
})

t.test('another process goes on where the first one was', async t => {
  const { state } = after([
    [0, RUNS],
    [0, { is: 'signal', name: 'SIGTERM' }],
  ])
  const gone = goOn(state)
  t.same(
    [does(gone), gone.state.stop, gone.state.endedFor, gone.state.due],
    [['find'], undefined, undefined, undefined],
  )
  t.same(does(goOn({ ...state, phase: 'launch' })), ['launch'])
  t.same(goOn({ ...state, phase: 'judge', ending: { status: 137 } }).orders, [
    { do: 'judge', outcome: ["logmon: the scheduler's state is CANCELLED"] },
  ])
})

t.test('a name of a node that is none reaches no command line', async t => {
  const judged: ResumeEvent = {
    is: 'judged',
    excluded: [],
    verdict: {
      ...{ kind: 'verdict', state: 'final', action: 'restart_isolate', category: 'gpu_hw_fatal' },
      isolate: [
        { node: 'n1,--wrap=rm', reason: 'x' },
        { node: 'n2', reason: 'x' },
      ],
    },
  }
  const { orders } = after([
    [0, RUNS],
    [1, { is: 'ended', ending: { status: 1 } }],
    [2, judged],
  ])
  t.same(
    orders.filter(order => order.do === 'leaveOut'),
    [{ do: 'leaveOut', nodes: ['n2'] }],
  )
})

t.test('an attempt of whose end nothing is known counts anew where training came further', async t => {
  const { state } = after([
    [0, RUNS],
    [1, { is: 'ended', ending: {} }],
  ])
  const verdict = { kind: 'verdict', state: 'final', action: 'unknown', progress: { last_step: 9 } } as const
  const judged: ResumeEvent = { is: 'judged', excluded: [], verdict }
  const next = (known: Partial<ResumeState>): string => step({ ...state, ...known }, judged, NOW, SETTINGS).state.phase
  t.equal(next({ unknown: 1, furthest: 9 }), 'over')
  t.equal(next({ unknown: 1, furthest: 8 }), 'pause')
})

t.test('where the scheduler ended an attempt, pauses begin anew', async t => {
  const { state } = after([
    [0, RUNS],
    [1, { is: 'ended', ending: { state: 'TIMEOUT', status: 0 } }],
  ])
  const verdict = { kind: 'verdict', state: 'final', action: 'wait', category: 'time_limit' } as const
  const waits = step({ ...state, inVain: 3 }, { is: 'judged', excluded: [], verdict }, NOW, SETTINGS)
  t.match(waits.state, { phase: 'pause', inVain: 0, restarts: 0, due: NOW + SETTINGS.waitMs })
})

t.test('a state file is read as it was written; one that is torn or of another kind is none', async t => {
  const { state } = after([
    [0, RUNS],
    [0, HANGS],
  ])
  const text = stateText(['./train.sh', '--lr', '1'], state)
  t.same(readState(text), { command: ['./train.sh', '--lr', '1'], state })
  for (const wrong of [
    text.slice(0, -5),
    'null',
    '[]',
    text.replace('"version":1', '"version":2'),
    text.replace('"run"', '"ran"'),
  ])
    t.equal(readState(wrong), undefined, wrong)
})
