// Every row of the table of endings in docs/resume.md: what the log, the status and Slurm say goes through the stages
// and the state machine, again and again until it is over.
import { readFileSync } from 'node:fs'
import t from 'tap'
import type { Order } from '../../lib/resume/machine.ts'
import { attempts, type Course, SETTINGS } from './attempts.ts'

const STEPS = [1, 2, 3, 4, 5, 6, 7].map(
  number => ` iteration ${number}/ 100 | elapsed time per iteration (ms): 1000.0 | lm loss: 2.0 |`,
)
const after = (...lines: readonly string[]): readonly string[] => [...STEPS, ...lines]
const OOM = 'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.'
const XID = 'May 19 07:08:57 gpu-7 kernel: NVRM: Xid (PCI:0000:3b:00): 79, pid=12, GPU has fallen off the bus.'
const WATCHDOG =
  '[rank3]:[E520 07:08:57.123456789 ProcessGroupNCCL.cpp:632] [Rank 3] Watchdog caught collective operation timeout: ' +
  'WorkNCCL(SeqNum=1234, OpType=ALLREDUCE, NumelIn=1, NumelOut=1, Timeout(ms)=600000) ran for 600029 milliseconds before timing out.'

/** The first cell of each row, and what happens. */
const ENDINGS: Readonly<Record<string, Course>> = {
  'exit status 0': { lines: STEPS, ending: { status: 0 } },
  'exit status 0, and not a line': { ending: { status: 0 } },
  'exit status 1, and no line says why': { lines: STEPS, ending: { status: 1 } },
  'exit status 1, and not a line at all': { ending: { status: 1 } },
  'exit status 127: a command of a script is not there': { ending: { status: 127 } },
  'exit status 1, `ModuleNotFoundError`': {
    lines: ["ModuleNotFoundError: No module named 'x'"],
    ending: { status: 1 },
  },
  'SIGSEGV (139)': { lines: STEPS, ending: { status: 139 } },
  'SIGABRT (134)': { lines: STEPS, ending: { status: 134 } },
  'SIGKILL (137) of somebody else': { lines: STEPS, ending: { status: 137 } },
  'SIGTERM (143) of somebody else': { lines: STEPS, ending: { status: 143 } },
  'GPU memory runs out': { lines: after(OOM), ending: { status: 1 } },
  'the same, after a checkpoint was saved': {
    lines: after('  successfully saved checkpoint from iteration       5 to /ckpt', OOM),
    ending: { status: 1 },
  },
  '`No space left on device`': { lines: after('OSError: [Errno 28] No space left on device'), ending: { status: 1 } },
  'a GPU of node gpu-7 falls off the bus': { lines: after(XID), ending: { status: 1 } },
  'a collective times out': { lines: after(WATCHDOG), ending: { status: 134 } },
  'it hangs, and is ended': { lines: STEPS, hangs: true, ending: { status: 143 } },
  'it hangs without ever writing a line': { hangs: true, ending: { status: 137 } },
  'Slurm: TIMEOUT': { lines: STEPS, ending: { state: 'TIMEOUT', status: 0 } },
  'Slurm: PREEMPTED': { lines: STEPS, ending: { state: 'PREEMPTED', status: 0 } },
  'Slurm: NODE_FAIL': { lines: STEPS, ending: { state: 'NODE_FAIL', status: 0 } },
  'Slurm: OUT_OF_MEMORY': { lines: STEPS, ending: { state: 'OUT_OF_MEMORY', status: 0 } },
  'Slurm: CANCELLED (`scancel`)': { lines: STEPS, ending: { state: 'CANCELLED', status: 0 } },
  'Slurm: FAILED, and no line says why': { lines: STEPS, ending: { state: 'FAILED', status: 2 } },
  'Slurm: COMPLETED': { lines: STEPS, ending: { state: 'COMPLETED', status: 0 } },
  'Ctrl-C, SIGTERM or SIGHUP of us': { lines: STEPS, signal: 'SIGINT', ending: { status: 130 } },
  'nobody saw how, and no line says why': { lines: STEPS, ending: {} },
}

const MOST = 5

/** What is done after so many attempts that all end alike. */
function afterSo(many: number, course: Course): { readonly category: string; readonly does: string } {
  const { state, verdict, orders } = attempts(Array.from({ length: many }, () => course))
  const told = orders.findLast((order): order is Order & { do: 'tell' } => order.do === 'tell')
  const nodes = orders.flatMap(order => (order.do === 'leaveOut' ? order.nodes : []))
  const again = `${told?.code.replace('resume_', '')}${nodes.length === 0 ? '' : ` without ${nodes.join(', ')}`}`
  const over = state.code === 0 ? 'done: 0' : `stop: ${state.code}`
  return { category: verdict.category ?? '', does: state.phase === 'over' ? over : again }
}

function rowOf(name: string, course: Course): string {
  const first = afterSo(1, course)
  let then = ''
  for (let many = 2; many <= MOST && !/^(?:stop|done)/.test(first.does) && then === ''; many++) {
    const { does } = afterSo(many, course)
    if (does !== first.does) then = `${does} at the ${many === 2 ? '2nd' : many === 3 ? '3rd' : `${many}th`}`
  }
  const same = /^(?:stop|done)/.test(first.does) ? '' : 'the same'
  return `| ${name} | ${first.category} | ${first.does} | ${then || same} |`
}

t.test('each ending ends as docs/resume.md says', async t => {
  const page = readFileSync('docs/resume.md', 'utf8')
  const table = /<!-- endings[^\n]*\n[^\n]*\n[^\n]*\n(.*?)\n<!-- end of endings -->/s.exec(page)?.[1] ?? ''
  const rows = Object.entries(ENDINGS).map(([name, course]) => rowOf(name, course))
  t.same(table.split('\n'), rows, 'the rows, which may be put into the page as they stand')
  if (process.env['LOGMON_SHOW'] !== undefined) process.stderr.write(`${rows.join('\n')}\n`)
})

t.test('a node that fails again although it was to be left out ends it', async t => {
  const course = { lines: [XID], ending: { status: 1 } }
  const { state, orders } = attempts([course, course])
  t.equal(state.code, 12)
  t.match(orders.at(-1), { text: /^attempt 2: stopped: gpu-7 failed again although it was to be left out/ })
})

t.test('a hang that is for a person ends it', async t => {
  const course = { lines: STEPS, hangs: true, ending: { status: 0 } }
  const { state, orders } = attempts([course], { ...SETTINGS, onHang: 'kill' })
  t.equal(state.code, 12)
  t.match(orders.at(-1), { code: 'resume_stopped', text: /a hang is for a person to look at/ })
})

t.test('restarts have a budget; an attempt that the scheduler ended is none of them', async t => {
  const failed = { lines: after('OSError: [Errno 5] Input/output error'), ending: { status: 1 } }
  const ended = { lines: STEPS, ending: { state: 'TIMEOUT', status: 0 } }
  const { state, orders } = attempts([ended, ended, ended, failed, ended, failed], { ...SETTINGS, maxRestarts: 1 })
  t.same([state.phase, state.code, state.attempt], ['over', 10, 6])
  t.match(orders.at(-1), {
    text: 'attempt 6: stopped: it failed again after the only restart that it may have (--max-restarts)',
  })
})

t.test('pauses double while training comes no further, and begin anew when it does', async t => {
  const until = (step: number): Course => ({
    lines: [` iteration ${step}/ 100 | lm loss: 2.0 |`],
    ending: { state: 'NODE_FAIL', status: 0 },
  })
  const pauses = [7, 7, 6, 5, 4, 9, 9].map((_, index, steps) => {
    const courses = steps.slice(0, index + 1).map(until)
    return attempts(courses, { ...SETTINGS, backoffMs: 1000, backoffMostMs: 5000 }).pauseMs
  })
  t.same(pauses, [1000, 1000, 2000, 4000, 5000, 1000, 1000])
})
