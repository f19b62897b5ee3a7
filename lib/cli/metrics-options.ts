// The options by which every program of the chain gives metrics, and what they open.
import { basename } from 'node:path'
import type { Metrics } from '../io/measure/metrics.ts'
import { type OptionTable, type OptionValues, textOf } from '../options.ts'
import type { Problem } from '../problem.ts'
import { printable } from '../record/printable.ts'
import { type Asked, jobNameOf } from './command.ts'
import { parseEndpoint } from './serve/endpoint.ts'

const METRICS = 'Metrics:'

export const METRICS_OPTIONS = {
  'metrics-file': {
    type: 'string',
    group: METRICS,
    placeholder: 'FILE',
    describe: "write metrics to FILE every 5 s and at the end, for Prometheus' textfile collector (FILE.prom)",
  },
  'metrics-listen': {
    type: 'string',
    group: METRICS,
    placeholder: '[HOST:]PORT',
    describe: 'answer /metrics, /healthz and /readyz there; HOST is 127.0.0.1 unless given',
  },
} as const satisfies OptionTable

/** Returns the line of a program with these options. */
export const withMetrics = <Line extends { readonly options: OptionTable }>(line: Line) => ({
  ...line,
  options: { ...line.options, ...METRICS_OPTIONS } as OptionTable,
})

const USUAL_PORT = 9464

export interface WantedMetrics {
  readonly file: string | undefined
  readonly listen: { readonly host: string; readonly port: number } | undefined
}

/** True where options ask for metrics. */
export const wantsMetrics = (values: OptionValues): boolean =>
  values['metrics-file'] !== undefined || values['metrics-listen'] !== undefined

/** Returns where metrics are asked for, or what is wrong with it. */
function wantedMetrics(values: OptionValues, usualFile?: string): WantedMetrics | readonly Problem[] {
  const file = textOf(values, 'metrics-file') ?? usualFile
  const given = textOf(values, 'metrics-listen')
  if (given === undefined) return { file, listen: undefined }
  const text = /^:?\d{1,5}$/.test(given) ? `127.0.0.1:${given.replace(':', '')}` : given
  const endpoint = parseEndpoint(text, USUAL_PORT)
  const reason =
    typeof endpoint === 'string'
      ? `"${given}" is no address; write PORT or HOST:PORT, such as 127.0.0.1:9464`
      : endpoint.is === 'socket'
        ? 'metrics are asked for over TCP: write PORT or HOST:PORT'
        : undefined
  return reason === undefined && typeof endpoint === 'object' && endpoint.is === 'tcp'
    ? { file, listen: { host: endpoint.host, port: endpoint.port } }
    : [{ place: '--metrics-listen', reason: reason ?? '' }]
}

/**
 * Opens the metrics of a program that options ask for, or `usualFile` where they name none; undefined where nobody
 * asks. What tells several of a kind apart, in one folder of the textfile collector, is the name of the file.
 */
export async function metricsOf(
  program: string,
  asked: Pick<Asked, 'values' | 'config'>,
  usualFile?: string,
): Promise<Metrics | undefined | readonly Problem[]> {
  const wanted = wantedMetrics(asked.values, usualFile)
  if (!('file' in wanted)) return wanted
  if (wanted.file === undefined && wanted.listen === undefined) return undefined
  const name = wanted.file === undefined ? jobNameOf(asked) : basename(wanted.file).replace(/\.prom$/, '')
  // Loaded on demand, as all that metrics need: most runs give none.
  const { openMetrics } = await import('../io/measure/metrics.ts')
  return openMetrics({
    ...wanted,
    labels: { program, ...(name === undefined ? {} : { name }) },
    say: text => void process.stderr.write(`logmon ${program}: ${printable(text)}\n`),
  })
}
