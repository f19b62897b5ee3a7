// What a file of Promtail and lines come to: imported, loaded, parsed and labelled as logmon run does it.

import type { JobConfig } from '../../lib/config/job.ts'
import { loadJob } from '../../lib/config/load.ts'
import { drive } from '../../lib/drive.ts'
import { importPromtail } from '../../lib/import/promtail.ts'
import { defaultsOf } from '../../lib/options.ts'
import { isProblems, type Problem } from '../../lib/problem.ts'
import { parse } from '../../lib/programs/parse.ts'
import type { LogRecord } from '../../lib/record/types.generated.ts'
import { labelsOf } from '../../lib/ship/labels.ts'
import { SHIP_OPTIONS } from '../../lib/ship/options.ts'
import { shipSettings } from '../../lib/ship/settings.ts'
import { driven } from '../driven.ts'

export interface ImportedJob {
  readonly text: string
  readonly config: JobConfig
  /** What was left out: place and reason. */
  readonly left: readonly string[]
}

/** Imports a file and loads what comes out; throws where that is no right job file. */
export async function imported(yaml: string, client = 1): Promise<ImportedJob> {
  const made = await importPromtail({ path: 'promtail.yaml', text: yaml }, { client })
  if (isProblems(made)) throw new Error(JSON.stringify(made))
  const config = await loadJob({ path: 'job.yaml', text: made.text })
  if (isProblems(config)) throw new Error(`${JSON.stringify(config)}\n${made.text}`)
  return { text: made.text, config, left: made.left.map(({ place, reason }) => `${place}: ${reason}`) }
}

export interface Shipped {
  readonly labels: Readonly<Record<string, string>>
  readonly line: string
  readonly time: string | undefined
}

const settled = <T>(settings: T | readonly Problem[]): T => {
  if (isProblems(settings)) throw new Error(JSON.stringify(settings))
  return settings
}

/** Says what would be shipped of lines, each with the file that it is in. */
export function shippedOf(config: JobConfig, lines: readonly (readonly [string, string])[]): readonly Shipped[] {
  const now = Date.parse('2026-06-01T00:00:00.000Z')
  const settings = settled(parse.settle(defaultsOf(parse.options) as never, { config, environment: {} }))
  const driver = driven(drive(parse.start(settings), 'wall', false))
  const { labels } = settled(shipSettings(defaultsOf(SHIP_OPTIONS) as never, config.ship))
  const records = [
    ...lines.flatMap(([file, message]) =>
      driver.take({ kind: 'log', format: 'raw', file, message } satisfies LogRecord, now),
    ),
    ...driver.end(now),
  ]
  return records.flatMap(record =>
    record.kind === 'log' ? [{ labels: labelsOf(record, labels), line: record.message, time: record.time }] : [],
  )
}
