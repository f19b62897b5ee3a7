// Puts together what `logmon resume` runs with: the job, its watch, the account, the signals.
import { join } from 'node:path'
import { wallClock } from '../../io/clock.ts'
import type { Beside } from '../../io/resume/beside.ts'
import { commandJob } from '../../io/resume/command-job.ts'
import { dumpStacks } from '../../io/resume/dump-stacks.ts'
import { type KeptState, openState } from '../../io/resume/kept-state.ts'
import { openWatch } from '../../io/resume/kept-watch.ts'
import { slurmJob } from '../../io/resume/slurm-job.ts'
import { supervise } from '../../io/resume/supervise.ts'
import { textOf } from '../../options.ts'
import { isProblems, type Problem } from '../../problem.ts'
import { printable } from '../../record/printable.ts'
import { formatTime } from '../../record/time.ts'
import type { NoticeRecord } from '../../record/types.generated.ts'
import { recordText } from '../../record/write.ts'
import type { ResumeState } from '../../resume/state.ts'
import { lookOf } from '../../terminal/look.ts'
import { type Tone, toned } from '../../terminal/style.ts'
import type { Asked } from '../command.ts'
import type { Output } from '../output.ts'
import type { SettledStage } from '../run-stages.ts'
import { tellByAlerts } from './last-word.ts'
import { type Measured, measureResume } from './measure.ts'
import type { ResumeWork } from './settings.ts'
import { allOf, fileSink, standardOutput } from './sink.ts'
import { jobWithoutName, openBeside, sourcesBeside } from './sources.ts'
import { stagesOf } from './stages.ts'
import { startWatch } from './watch.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const

/** Runs attempts until it is over; resolves to the exit status, or to why it cannot begin. */
export async function runResume(work: ResumeWork, asked: Asked, { say }: Output): Promise<number | readonly Problem[]> {
  const { directory, isolateFile, command, machine } = work
  const unnamed = jobWithoutName(asked)
  if (unnamed !== undefined) return [unnamed]
  const measured = await measureResume(asked, machine.maxRestarts)
  if (isProblems(measured)) return measured
  try {
    const kept = openState({ directory, isolateFile, command })
    if (typeof kept === 'string') return [{ place: directory, reason: kept }]
    const sources = sourcesBeside(asked, work)
    if (isProblems(sources)) {
      kept.close()
      return sources
    }
    const beside = sources && openBeside(sources, measured)
    try {
      // A file that is there is read from its end: what the command adds to it comes after that.
      await beside?.looked()
      return await runKept(work, asked, { say, kept, measured, beside })
    } finally {
      await beside?.finish()
    }
  } finally {
    await measured?.close()
  }
}

interface Opened {
  readonly say: (text: string) => void
  readonly kept: KeptState
  readonly measured: Measured | undefined
  readonly beside: Beside | undefined
}

async function runKept(work: ResumeWork, asked: Asked, { say, kept, measured, beside }: Opened): Promise<number> {
  const { directory, command, slurm, logOf, machine } = work
  // A terminal that is gone must not end what runs.
  process.stderr.on('error', () => undefined)
  const shows = asked.values['output'] ?? (process.stdout.isTTY ? 'job' : 'ndjson')
  const standard = standardOutput()
  const file = textOf(asked.values, 'records')
  const records = allOf([...(shows === 'ndjson' ? [standard] : []), ...(file === undefined ? [] : [fileSink(file)])])
  const lines = shows === 'job' ? standard : undefined
  let last: NoticeRecord | undefined
  const tellPerson = accountTeller(kept.account)
  const tell = (code: string, text: string, attempt: number, fields?: object): void => {
    tellPerson(code, text)
    const time = formatTime(wallClock.now())
    const notice: NoticeRecord = {
      kind: 'notice',
      ...(time === undefined ? {} : { time }),
      ...(typeof asked.values['job'] === 'string' ? { job: asked.values['job'] } : {}),
      ...{ attempt: attempt - 1, code, message: text, stage: 'resume', ...fields },
    }
    measured?.noteNotice(notice)
    if (LAST_WORDS.has(code)) last = { ...notice, log: logOf(attempt) }
    void records.write(recordText(notice, undefined))
  }
  const { environment } = asked
  const job =
    slurm === undefined
      ? commandJob({ command, directory, environment })
      : slurmJob({
          ...{ ...slurm, environment },
          tell: (attempt, text) => tell('resume_slurm', `attempt ${attempt}: ${text}`, attempt),
        })
  let over: ResumeState | undefined
  const keep = (state: ResumeState): void => {
    measured?.state(state)
    over = state.phase === 'over' ? { ...state, ...(last === undefined ? {} : { lastWord: last }) } : undefined
    kept.keep(over ?? state)
  }
  const known = openWatch(work.watchFile)
  const tellLast = async ({ lastWord, ...state }: ResumeState): Promise<void> => {
    if (lastWord === undefined) return
    const stages = stagesOf(asked, work)
    if (isProblems<readonly SettledStage[]>(stages)) return
    await tellByAlerts(stages, lastWord, { records, known, counting: measured?.effect, say })
    try {
      kept.keep(state)
    } catch {
      // It is told once more then, under the same name.
    }
  }
  measured?.ready()
  try {
    // Of a run that was over before, and killed before it was told.
    if (kept.before !== undefined) await tellLast(kept.before)
    const code = await supervise({
      ...{ job, kept: { ...kept, keep }, settings: machine, clock: wallClock, logOf },
      watch: (attempt, offset, onState) =>
        startWatch({ asked, work, known, records, lines, measured, beside, tell: say }, attempt, offset, onState),
      async dump({ number }, processes, running, stop) {
        if (work.dump === undefined) return ''
        const file = join(directory, `attempt-${number}.stacks`)
        return dumpStacks({ by: work.dump, processes, file, signal: name => running.signal(name, 'command'), stop })
      },
      tell: ({ code, text, fields }, attempt) => tell(code, text, attempt, fields),
      onSignal(take) {
        for (const name of SIGNALS) process.on(name, () => take(name))
      },
    })
    if (over !== undefined) await tellLast(over)
    return code
  } finally {
    kept.close()
  }
}

/** After which nothing comes. */
const LAST_WORDS: ReadonlySet<string> = new Set(['resume_done', 'resume_stopped'])

/** What a person should see at a glance. */
const TONE_OF: Readonly<Record<string, Tone>> = {
  resume_done: 'good',
  resume_stopped: 'bad',
  resume_hanging: 'warning',
  resume_cause: 'strong',
  resume_restart: 'warning',
  resume_wait: 'warning',
}

/** Returns what tells a person, on standard error and in the account. */
function accountTeller(account: (line: string) => void): (code: string, text: string) => void {
  const look = lookOf(process.stderr, process.env, process.platform)
  return (code, text) => {
    const safe = printable(text).replaceAll('\n', ' ')
    const time = localTime(new Date())
    account(`${time} ${safe}`)
    process.stderr.write(`${toned(time, 'quiet', look)} ${toned(safe, TONE_OF[code] ?? 'plain', look)}\n`)
  }
}

/** A person reads the clock on the wall. */
function localTime(now: Date): string {
  const two = (part: number): string => `${part}`.padStart(2, '0')
  const date = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-')
  return `${date} ${[now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join(':')}`
}
