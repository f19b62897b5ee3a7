// The metrics of one process: a file, a listener, or both.

import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Measure } from '../../metrics/families.ts'
import type { Problem } from '../../problem.ts'
import { wallClock } from '../clock.ts'
import { refuseUnsafeFile } from '../safe-file.ts'
import { version } from '../version.ts'
import { type Listener, listenForMetrics } from './listen.ts'
import { keepMetricsFile, type MetricsFile } from './metrics-file.ts'
import { type Counted, runCounts } from './run-counts.ts'
import { metricsText } from './text.ts'

export interface MetricsSettings {
  /** Labels of all series: which program it is, and what tells it from others of its kind. */
  readonly labels: Readonly<Record<string, string>>
  readonly file: string | undefined
  readonly listen: { readonly host: string; readonly port: number } | undefined
  /** Takes a line for the user. */
  readonly say: (text: string) => void
}

export interface Metrics {
  readonly counts: Counted
  /** Adds what else is measured. */
  add(measures: () => readonly Measure[]): void
  /** All is open, and input is read from now on. */
  ready(): void
  /** Tells for the last time, and listens no more. */
  close(): Promise<void>
}

/** Opens what is asked for; resolves to what is in the way where something is. */
export async function openMetrics(settings: MetricsSettings): Promise<Metrics | readonly Problem[]> {
  const { file: path, listen, labels, say } = settings
  const unsafe = path === undefined ? undefined : inTheWayOf(path)
  if (unsafe !== undefined) return [{ place: '--metrics-file', reason: `${path} ${unsafe}` }]
  const texts = await metricsText()
  const counts = runCounts(wallClock.now)
  const sources = [counts.measures]
  let state: 'opening' | 'ready' | 'ended' = 'opening'
  const textNow = (): Promise<string> =>
    texts.of(
      [
        { name: 'info', value: 1, labels: { version } },
        { name: 'running', value: state === 'ended' ? 0 : 1 },
        ...sources.flatMap(measures => measures()),
      ],
      labels,
    )
  const unready = (): string | undefined =>
    state === 'ready' ? undefined : state === 'opening' ? 'not ready: it opens what it needs' : 'not ready: it ends'
  let listener: Listener | undefined
  if (listen !== undefined)
    try {
      listener = await listenForMetrics(listen.host, listen.port, { type: texts.type, metrics: textNow, unready })
    } catch (error) {
      return [{ place: '--metrics-listen', reason: (error as Error).message }]
    }
  let file: MetricsFile | undefined
  if (path !== undefined) file = await keepMetricsFile({ path, clock: wallClock, textNow, tell: say })
  if (listen?.port === 0) say(`metrics are at ${listener?.url}/metrics`)
  return {
    counts,
    add: measures => void sources.push(measures),
    ready: () => {
      state = 'ready'
    },
    async close() {
      state = 'ended'
      await file?.close()
      await listener?.close()
    },
  }
}

const inTheWayOf = (path: string): string | undefined =>
  existsSync(dirname(path)) ? refuseUnsafeFile(path) : `cannot be written: there is no folder ${dirname(path)}`
