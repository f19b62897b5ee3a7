// A command as a job: each attempt is a session of its own, whose output goes straight into its log. So it outlives us,
// and a process that is started after us finds it again.
import { spawn } from 'node:child_process'
import { closeSync, existsSync, fstatSync, readFileSync, rmSync } from 'node:fs'
import { constants } from 'node:os'
import { resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Ending, Handle } from '../../resume/state.ts'
import { isRunning, processesWith, startOf } from '../processes.ts'
import { openAppended } from '../safe-file.ts'
import type { Attempt, Job, Running } from './job.ts'

export interface CommandSettings {
  readonly command: readonly string[]
  /** Where the files of attempts stand; it marks the processes, too. */
  readonly directory: string
  readonly environment: NodeJS.ProcessEnv
}

/** The variable that marks all processes of an attempt, those included that left its session. */
const MARK = 'LOGMON_RESUME'
const NUMBER = 'LOGMON_ATTEMPT'
/** Readable for others, as the output of a command that is redirected. */
const LOG_MODE = 0o644
/** How often an attempt is looked at that is not our child. */
const POLL_MS = 500
/** What was killed takes a moment to go, and may have started something meanwhile. */
const SWEEP_MS = 20
const SWEEP_ROUNDS = 100

/**
 * Keeps the exit status for whoever is there when the command has ended, and the id of the command. It stays through
 * every signal that ends the command: a shell that has a trap waits, and what it starts has none.
 */
const KEEPER = `trap : HUP INT QUIT TERM USR1 USR2
/bin/sh -c 'echo $$ >"$0.pid" && exec "$@"' "$0" "$@"
status=$?
echo $status >"$0.tmp" && mv "$0.tmp" "$0.status"
exit $status`

export function commandJob({ command, directory, environment }: CommandSettings): Job {
  const mark = resolve(directory)
  const baseOf = ({ number }: Attempt): string => resolve(directory, `attempt-${number}`)
  const marked = (): readonly number[] => processesWith(MARK, mark)
  const ofAttempt = ({ number }: Attempt): readonly number[] => {
    const all = marked()
    return all.length === 0 ? all : processesWith(NUMBER, `${number}`).filter(pid => all.includes(pid))
  }

  async function launch(attempt: Attempt): Promise<Running & { readonly isFound: boolean }> {
    const base = baseOf(attempt)
    // It was started, and we were ended before that was written down.
    const earlier = ofAttempt(attempt).find(pid => leads(pid))
    if (earlier !== undefined || existsSync(`${base}.status`))
      return { ...foundAt(attempt, handleOf(earlier ?? 0, 0)), isFound: true }
    const log = openAppended(attempt.log, LOG_MODE)
    try {
      const offset = fstatSync(log).size
      const env = environmentOf(environment, mark, attempt)
      const child = spawn('/bin/sh', ['-c', KEEPER, base, ...command], {
        detached: true,
        stdio: ['ignore', log, log],
        env,
      })
      await new Promise((done, failed) => child.once('spawn', done).once('error', failed))
      const ended = new Promise<Ending>(done =>
        child.once('exit', (status, signal) =>
          done(status === null ? { status: -constants.signals[signal as NodeJS.Signals] } : { status }),
        ),
      )
      return {
        ...runningOf(attempt, handleOf(child.pid as number, offset), ended, () => child.unref()),
        isFound: false,
      }
    } finally {
      closeSync(log)
    }
  }

  function foundAt(attempt: Attempt, handle: Handle): Running {
    const base = baseOf(attempt)
    let timer: NodeJS.Timeout | undefined
    const ended = new Promise<Ending>(done => {
      const look = (): void => {
        if (isSame(handle)) timer = setTimeout(look, POLL_MS)
        else done(endingIn(base))
      }
      look()
    })
    return runningOf(attempt, handle, ended, () => clearTimeout(timer))
  }

  function runningOf(attempt: Attempt, handle: Handle, ended: Promise<Ending>, leave: () => void): Running {
    const base = baseOf(attempt)
    const leader = Number(handle['pid'])
    return {
      handle,
      words: `${command.join(' ')} (process ${leader}); it writes ${attempt.log}`,
      offset: Number(handle['offset']),
      ended,
      async signal(name, to) {
        const pid = to === 'all' ? -leader : commandIn(base)
        if (pid !== undefined && isSame(handle)) send(pid, name)
      },
      async end() {
        if (isSame(handle)) send(-leader, 'SIGTERM')
      },
      async kill() {
        if (isSame(handle)) send(-leader, 'SIGKILL')
        for (const pid of marked()) send(pid, 'SIGKILL')
      },
      processes: () => marked().filter(pid => pid !== leader),
      leave,
      forget() {
        for (const end of ['pid', 'status']) rmSync(`${base}.${end}`, { force: true })
      },
    }
  }

  return {
    launch,
    async find(attempt, handle) {
      return handle !== undefined && isSame(handle) ? foundAt(attempt, handle) : { ending: endingIn(baseOf(attempt)) }
    },
    async sweep(attempt) {
      const ended = new Set<number>()
      for (let round = 0; round < SWEEP_ROUNDS; round++) {
        const own = ofAttempt(attempt)
        const others = marked().filter(pid => !own.includes(pid))
        if (others.length === 0) break
        for (const pid of others) {
          send(pid, 'SIGKILL')
          ended.add(pid)
        }
        await wait(SWEEP_MS)
      }
      return ended.size
    },
  }
}

function environmentOf(environment: NodeJS.ProcessEnv, mark: string, { number, excluded }: Attempt): NodeJS.ProcessEnv {
  return {
    // Into a file Python writes blocks of 8 KiB: a step would be seen minutes after it was done.
    PYTHONUNBUFFERED: '1',
    ...environment,
    [MARK]: mark,
    [NUMBER]: `${number}`,
    LOGMON_EXCLUDE: excluded.join(','),
  }
}

const handleOf = (pid: number, offset: number): Handle => ({ pid, start: startOf(pid), boot: bootId(), offset })

/** True where the process that leads an attempt runs still. */
const isSame = ({ pid, start, boot }: Handle): boolean =>
  boot === bootId() && isRunning(Number(pid)) && startOf(Number(pid)) === start

/** Which start of the machine it is: numbers and ticks of processes begin anew with it. */
function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return '-' // no Linux
  }
}

/** True for a process that leads its session. */
function leads(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3]) === pid
  } catch {
    return false // it has ended
  }
}

/** The id of the command itself; undefined before it was started. */
function commandIn(base: string): number | undefined {
  const pid = Number(textIn(`${base}.pid`))
  return Number.isInteger(pid) && pid > 1 && isRunning(pid) ? pid : undefined
}

/** How an attempt ended that is gone; nothing is known where its keeper was killed, too. */
function endingIn(base: string): Ending {
  const text = textIn(`${base}.status`)
  return /^\d+$/.test(text) ? { status: Number(text) } : {}
}

function textIn(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return '' // there is none
  }
}

function send(pid: number, name: string): void {
  try {
    process.kill(pid, name)
  } catch {
    // ESRCH: it has ended meanwhile.
  }
}
