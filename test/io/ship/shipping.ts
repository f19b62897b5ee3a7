// What tests of the shipper share: settings as the command line makes them, records, and one run from start to end.
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArguments } from '../../../lib/cli/args.ts'
import { wallClock } from '../../../lib/io/clock.ts'
import { openShipper, type Shipper } from '../../../lib/io/ship/ship-effect.ts'
import type { ShipWorld } from '../../../lib/io/ship/world.ts'
import { isProblems } from '../../../lib/problem.ts'
import type { AnyRecord, LogRecord } from '../../../lib/record/types.generated.ts'
import { type DeadLetter, readLetter } from '../../../lib/ship/dead-letter.ts'
import { SHIP_OPTIONS } from '../../../lib/ship/options.ts'
import { type ShipSettings, shipSettings } from '../../../lib/ship/settings.ts'

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'logmon-ship-'))

/** The settings of a command line; refused lines go into a folder of their own. */
export async function settingsFor(words: string): Promise<ShipSettings> {
  const line = { program: 'logmon-ship', summary: '', options: SHIP_OPTIONS, examples: [], version: '' }
  const argv = ['--wait', '20ms', '--dead-letters', join(newFolder(), 'refused'), ...words.split(' ')]
  const parsed = await parseArguments(line, argv)
  if (parsed.is !== 'run') throw new Error(JSON.stringify(parsed))
  const settings = shipSettings(parsed.values as Parameters<typeof shipSettings>[0])
  if (isProblems(settings)) throw new Error(JSON.stringify(settings))
  return settings as ShipSettings
}

export interface Ran {
  readonly notices: readonly AnyRecord[]
  readonly said: readonly string[]
  readonly hasFailed: boolean
  readonly letters: readonly DeadLetter[]
}

/** Pauses are as short as they can be: nothing is drawn. */
export const quickWorld = (said: string[]): ShipWorld => ({
  clock: wallClock,
  random: () => 0,
  environment: { SECRET: 's3cret' },
  say: line => void said.push(line),
})

export async function openFor(settings: ShipSettings, said: string[] = []): Promise<Shipper> {
  const shipper = await openShipper(settings, quickWorld(said))
  if (isProblems(shipper)) throw new Error(JSON.stringify(shipper))
  return shipper as Shipper
}

/** Ships records as the runner does, chunk by chunk, and waits for the end. */
export async function ship(words: string, records: readonly AnyRecord[], chunk = 256): Promise<Ran> {
  const settings = await settingsFor(words)
  const said: string[] = []
  const notices: AnyRecord[] = []
  const shipper = await openFor(settings, said)
  for (let at = 0; at < records.length; at += chunk) {
    for (const record of records.slice(at, at + chunk))
      await shipper.take(record, true, notice => void notices.push(notice))
    await shipper.flush?.()
  }
  await shipper.finish()
  return { notices, said, hasFailed: shipper.failed(), letters: lettersIn(settings.deadLetters) }
}

export function lettersIn(path: string): readonly DeadLetter[] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .flatMap(line => readLetter(line) ?? [])
  } catch {
    return []
  }
}

/** Log records of now, some milliseconds apart. */
export function logs(count: number, more: (index: number) => Partial<LogRecord> = () => ({})): readonly LogRecord[] {
  const start = Date.now() - 60_000
  return Array.from({ length: count }, (_, index) => ({
    kind: 'log',
    time: new Date(start + index).toISOString(),
    message: `line ${index}`,
    ...more(index),
  }))
}
