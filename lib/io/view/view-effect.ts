// The screen of a run: takes every record, paints what is known, and gives the terminal back at the end.
import type { ClockMode } from '../../drive.ts'
import { type Millis, parseTime } from '../../record/time.ts'
import type { AnyRecord } from '../../record/types.generated.ts'
import { cleanLine } from '../../redact/clean-text.ts'
import { type LinePainter, linePainter } from '../../terminal/lines.ts'
import { lookOf } from '../../terminal/look.ts'
import { frameOf, type Screen, withScrollClamped } from '../../view/frame.ts'
import { FIRST_SHOWN, type Key, keysOf, pressed, type Shown } from '../../view/keys.ts'
import { newView, takeRecord, tellView, type View } from '../../view/model.ts'
import { eventText } from '../../view/text-lines.ts'
import { wallClock } from '../clock.ts'
import type { Effect } from '../effect.ts'
import { takeStandardError } from './standard-error.ts'
import { isInForeground, type TerminalKeys, terminalKeys } from './terminal-keys.ts'
import { type TerminalScreen, terminalScreen } from './terminal-screen.ts'

export interface ViewSettings {
  readonly mode: ClockMode
  /** Said while nothing has come yet. */
  readonly waitingFor: string
  /** True where the terminal's lines are the input: then no key is taken. */
  readonly readsTerminal: boolean
  /** Ends the run where its screen is closed; absent where it goes on, told line by line. */
  readonly close?: () => void
}

/** Times between two paintings: as soon as something changed, but not more often; and for the clocks. */
const SOON_MS = 100
/** A screen of thousands of ranks takes no more than a tenth of the time. */
const SHARE = 10
const TICK_MS = 1000
/** Programs of the same pipe may write on the same terminal: then every line is painted anew. */
const REPAINT_MS = 30_000

interface Viewing {
  readonly settings: ViewSettings
  readonly view: View
  readonly screen: TerminalScreen
  readonly keys: TerminalKeys | undefined
  shown: Shown
  size: Screen
  painter: LinePainter
  /** What standard error was told while the screen stood there. */
  said: string
  soon: NodeJS.Timeout | undefined
  repaintedAt: Millis
  /** How long the last painting took. */
  paintMs: number
  /** True once the screen was closed by a key, and events are told line by line. */
  isClosed: boolean
  isDone: boolean
}

/** Opens the screen on standard output, a terminal. */
export async function openView(settings: ViewSettings): Promise<Effect> {
  const now = settings.mode === 'wall' ? wallClock.now() : 0
  const made = terminalKeysOf(settings)
  const viewing: Viewing = {
    settings,
    view: newView(now),
    screen: terminalScreen(),
    keys: made.keys,
    shown: FIRST_SHOWN,
    ...(await sizeOf(settings, made.keys !== undefined)),
    said: '',
    soon: undefined,
    repaintedAt: now,
    paintMs: 0,
    isClosed: false,
    isDone: false,
  }
  made.attach(viewing)
  const stop = begin(viewing)
  return {
    take(record) {
      takeInto(viewing, record)
    },
    finish: async () => stop(true),
    stop: () => stop(false),
    failed: () => false,
  }
}

/** Keys may come only when there is something that takes them. */
function terminalKeysOf({ readsTerminal }: ViewSettings): {
  readonly keys: TerminalKeys | undefined
  attach(viewing: Viewing): void
} {
  let viewing: Viewing | undefined
  const keys = readsTerminal
    ? undefined
    : terminalKeys(
        text => {
          if (viewing !== undefined) for (const key of keysOf(text)) press(viewing, key)
        },
        signal => {
          if (viewing !== undefined) passSignalOn(viewing, signal)
        },
      )
  return {
    keys,
    attach(to) {
      viewing = to
    },
  }
}

/** One column stays free: what ends there would be wrapped by some terminals. */
async function sizeOf(
  { waitingFor }: ViewSettings,
  hasKeys: boolean,
): Promise<{ readonly size: Screen; readonly painter: LinePainter }> {
  const { columns, rows } = process.stdout
  // COLUMNS says how wide text is to be, not how wide this terminal is.
  const look = lookOf(process.stdout, { ...process.env, COLUMNS: undefined }, process.platform)
  const width = Math.max(20, (columns ?? look.width) - 1)
  const painter = await linePainter({ ...look, width })
  return { painter, size: { width, height: rows ?? 24, hasKeys, waitingFor, wrap: painter.wrap } }
}

function takeInto(viewing: Viewing, record: AnyRecord): void {
  const { view, settings, isClosed } = viewing
  const time = record.time === undefined ? undefined : parseTime(record.time)
  const event = takeRecord(view, record, settings.mode === 'wall' ? wallClock.now() : (time ?? view.now))
  if (isClosed && event !== undefined) process.stdout.write(eventText(event))
  paintSoon(viewing)
}

function paintSoon(viewing: Viewing): void {
  if (viewing.soon !== undefined || !viewing.screen.isEntered()) return
  viewing.soon = setTimeout(
    () => {
      viewing.soon = undefined
      paint(viewing)
    },
    Math.max(SOON_MS, SHARE * viewing.paintMs),
  )
}

function paint(viewing: Viewing): void {
  const { view, screen, size, painter } = viewing
  if (!screen.isEntered()) return
  const began = wallClock.now()
  viewing.shown = withScrollClamped(view, viewing.shown, size)
  screen.paint(frameOf(view, viewing.shown, size).map(painter.paint))
  viewing.paintMs = wallClock.now() - began
}

function press(viewing: Viewing, key: Key): void {
  if (key === 'quit') {
    close(viewing)
    return
  }
  if (key === 'redraw') viewing.screen.forget()
  viewing.shown = pressed(viewing.view, viewing.shown, key)
  paint(viewing)
}

/** Ends the run, or only the screen where the pipe goes on: whoever watches a job must not end it by a key. */
function close(viewing: Viewing): void {
  if (viewing.settings.close !== undefined) {
    viewing.settings.close()
    return
  }
  viewing.isClosed = true
  leave(viewing)
  // What is typed from now on is for others.
  viewing.keys?.close()
  process.stdout.write('The screen is closed; logmon goes on, one line per event. Ctrl-C ends it.\n')
}

/** All processes of the pipe get what the terminal would have sent them. */
function passSignalOn(viewing: Viewing, signal: NodeJS.Signals): void {
  // Nothing of ours runs after it.
  if (signal === 'SIGQUIT') leave(viewing)
  process.kill(0, signal)
}

function enter({ screen, keys }: Viewing): void {
  screen.enter()
  keys?.take()
}

function leave({ screen, keys }: Viewing): void {
  screen.leave()
  keys?.giveBack()
}

/** Enters the screen and keeps it up to date; returns how to end that, with or without the last state printed. */
function begin(viewing: Viewing): (tells: boolean) => void {
  const { settings, view, screen } = viewing
  const giveBackError = takeStandardError(text => {
    viewing.said += text
    for (const line of text.split('\n')) if (line !== '') tellView(view, cleanLine(line, 400))
    paintSoon(viewing)
  })
  const resized = (): void => {
    void sizeOf(settings, viewing.keys !== undefined).then(sized => {
      Object.assign(viewing, sized)
      screen.forget()
      paint(viewing)
    })
  }
  const suspend = (): void => {
    leave(viewing)
    process.kill(process.pid, 'SIGSTOP')
  }
  const resume = (): void => {
    if (screen.isEntered() || viewing.isClosed || viewing.isDone || !isInForeground()) return
    enter(viewing)
    paint(viewing)
  }
  const tick = (): void => {
    resume()
    if (settings.mode === 'wall') view.now = Math.max(view.now, wallClock.now())
    if (wallClock.now() - viewing.repaintedAt >= REPAINT_MS) {
      viewing.repaintedAt = wallClock.now()
      screen.forget()
    }
    paint(viewing)
  }
  const exit = (): void => leave(viewing)
  process.stdout.on('resize', resized)
  process.on('SIGTSTP', suspend)
  process.on('SIGCONT', resume)
  process.on('exit', exit)
  const ticking = setInterval(tick, TICK_MS)
  ticking.unref()
  enter(viewing)
  paint(viewing)

  return tells => {
    if (viewing.isDone) return
    viewing.isDone = true
    clearInterval(ticking)
    clearTimeout(viewing.soon)
    process.stdout.off('resize', resized)
    process.off('SIGTSTP', suspend)
    process.off('SIGCONT', resume)
    leave(viewing)
    viewing.keys?.close()
    giveBackError()
    if (tells && !viewing.isClosed) printLast(viewing)
    if (viewing.said !== '') process.stderr.write(viewing.said)
  }
}

/** What stood there last, in the lines of the terminal that stay. */
function printLast({ view, shown, size, painter }: Viewing): void {
  view.hasEnded = true
  const screen = shown.screen === 'evidence' ? 'job' : shown.screen
  const last: Shown = { ...shown, screen, isHelp: false, rank: undefined }
  const lines = frameOf(view, last, { ...size, hasKeys: false })
    .slice(0, -1)
    .map(painter.paint)
  while (lines.at(-1) === '') lines.pop()
  process.stdout.write(`${lines.join('\n')}\n`)
}
