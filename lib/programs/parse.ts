// Raw lines in, `log` records out.

import { FORMATS } from '../formats/ordered.ts'
import { originFromPath } from '../formats/origin-from-path.ts'
import { allFormats } from '../parse/all-formats.ts'
import { type JobFrom, jobFromPath, jobNames } from '../parse/job-names.ts'
import { parser } from '../parse/parser.ts'
import { recentLines, restoreLines, type SavedLines } from '../parse/recent-lines.ts'
import type { Defaults } from '../parse/record-of-entry.ts'
import { isProblems, type Problem } from '../problem.ts'
import { stageProgram } from '../program.ts'
import { nearestName } from '../record/nearest.ts'
import { rawRecord } from '../record/read.ts'
import { parseDuration, parseTime } from '../record/time.ts'
import type { AnyRecord } from '../record/types.generated.ts'
import { type Zone, zoneOf } from '../record/zone.ts'
import { AS_READ, type Setting } from '../stage.ts'
import { type SourceSettings, sourceSettings } from '../steps/settings.ts'
import { parserOfSources, type SourcesParserSettings } from '../steps/sources-parser.ts'

export const parse = stageProgram({
  name: 'parse',
  summary: 'Turn raw training log lines into records: time, level, rank, step.',
  reads: 'logs',
  writes: ['log', 'notice'],
  passes: false,
  configured: true,
  keepsState: true,
  chain: { place: 10, when: 'always' },
  options: {
    tz: {
      type: 'string',
      placeholder: 'ZONE',
      describe: 'time zone of times that name none: an IANA name, +05:30, UTC or local [default: UTC]',
    },
    date: {
      type: 'string',
      placeholder: 'DATE',
      describe: 'date near the start of the log, for times without a year or a date',
    },
    format: {
      type: 'string',
      placeholder: 'NAME',
      describe: 'read every line as this format instead of detecting it (see: logmon formats)',
    },
    formats: {
      type: 'file',
      placeholder: 'FILE',
      describe: 'formats of your own (YAML), asked before the built-in ones',
    },
    file: {
      type: 'string',
      placeholder: 'PATH',
      describe: 'path that the lines come from, for what its name says: rank, node, attempt',
    },
    job: { type: 'string', placeholder: 'NAME', describe: 'name of the job [default: what its files are called]' },
    'job-from': {
      type: 'string',
      placeholder: 'PATTERN',
      describe: 'which part of a path names the job: runs/{job}/*.log, or a pattern with a group (?P<job>...)',
    },
    node: { type: 'string', placeholder: 'HOST', describe: 'node of lines that name none' },
    rank: { type: 'count', describe: 'global rank of lines that name none' },
    attempt: { type: 'count', describe: 'restart number of lines that name none' },
    'max-line-characters': {
      type: 'count',
      describe: 'characters after which a line is cut and marked truncated [default: 1048576]',
    },
    'keep-labels': {
      type: 'flag',
      describe: 'leave what may be a label in the text: "12: " of srun, "host: " of pdsh',
    },
    quiet: { type: 'duration', describe: 'how long an entry waits for its next line [default: 200ms]' },
  },
  examples: [
    {
      describe: 'an iteration line of Megatron',
      args: '',
      input: '[rank7]: iteration       10/     100 | elapsed time per iteration (ms): 812.3 | lm loss: 2.1E+00 |\n',
      output:
        '{"kind":"log","rank":7,"format":"megatron","step":10,"total_steps":100,"metrics":{"step_time_ms":812.3,"loss":2.1},"message":"iteration       10/     100 | elapsed time per iteration (ms): 812.3 | lm loss: 2.1E+00 |"}\n',
    },
    {
      describe: 'local times of Kolkata become UTC',
      args: '--tz Asia/Kolkata',
      input: '2026-01-01 10:00:00,123 | WARNING | rank:3 | slow link\n',
      output:
        '{"kind":"log","time":"2026-01-01T04:30:00.123Z","time_from":"line","rank":3,"level":"WARNING","format":"smolcluster","message":"2026-01-01 10:00:00,123 | WARNING | rank:3 | slow link"}\n',
    },
    {
      describe: 'a trainer that logmon does not know, described in a file',
      args: '--formats my-formats.yaml',
      files: {
        'my-formats.yaml': `formats:
  - name: acme-trainer
    part: payload
    pattern: 'STEP (?P<step>\\d+) of (?P<total_steps>\\d+): (?P<loss>\\S+) in (?P<took>[\\d.]+)s'
    metrics: { took: { name: step_time_ms, unit: s } }
    samples:
      - line: 'STEP 5 of 100: 2.5 in 0.81s'
        gives: { step: 5, total_steps: 100, metrics: { loss: 2.5, step_time_ms: 810 } }
`,
      },
      input: '[rank3]: STEP 7 of 100: 2.25 in 1.5s\n',
      output:
        '{"kind":"log","rank":3,"format":"acme-trainer","step":7,"total_steps":100,"metrics":{"loss":2.25,"step_time_ms":1500},"message":"STEP 7 of 100: 2.25 in 1.5s"}\n',
    },
  ],
  settle(options, setting): SourcesParserSettings | readonly Problem[] {
    const configured = setting.config?.parse ?? {}
    const given = { ...configured, ...definedOnly({ ...options, job_from: options['job-from'] }) }
    const problems: Problem[] = []
    const zone = zoneOf(given.tz ?? 'UTC')
    if (zone === undefined)
      problems.push({
        place: '--tz',
        reason: `"${given.tz}" is no time zone; write an IANA name such as Asia/Kolkata, an offset such as +05:30, UTC or local`,
      })
    const reference = given.date === undefined ? undefined : parseTime(given.date)
    if (given.date !== undefined && reference === undefined)
      problems.push({ place: '--date', reason: `"${given.date}" is no date; write YYYY-MM-DD` })
    const own = configured.ownFormats ?? []
    const names = [...own, ...FORMATS].map(format => format.name)
    if (given.format !== undefined && !names.includes(given.format)) {
      const near = nearestName(given.format, names)
      problems.push({
        place: '--format',
        reason: `there is no format "${given.format}"${near === undefined ? '' : `; did you mean ${near}?`}`,
      })
    }
    const jobFrom = given.job_from === undefined ? undefined : jobFromPath(given.job_from)
    if (jobFrom !== undefined && 'reason' in jobFrom) problems.push({ place: '--job-from', reason: jobFrom.reason })
    const sources = sourceSettings(setting.config?.sources ?? [])
    if (isProblems(sources)) problems.push(...sources)
    if (problems.length > 0) return problems
    const jobOfFile = jobNames(given.job ?? setting.config?.job, jobFrom as JobFrom | undefined)
    const flags: Defaults = definedOnly({
      node: given.node,
      rank: given.rank,
      attempt: given.attempt,
    })
    const environment = originFromEnvironment(setting.environment)
    return {
      detector: allFormats(own, given.format, options['keep-labels'] === true),
      zone: zone as Zone,
      reference,
      maxLineCharacters: options['max-line-characters'] ?? configured.max_line_characters ?? 1_048_576,
      keepsState: setting.keepsState === true,
      sources: sources as readonly SourceSettings[],
      namesJobs: (given.job ?? setting.config?.job ?? given.job_from) !== undefined,
      usualFile: given.file,
      quietMs: options.quiet ?? parseDuration(configured.quiet ?? '200ms') ?? 200,
      defaultsOf(file) {
        const path = file ?? given.file
        const job = jobOfFile(path)
        return {
          ...(job === undefined ? {} : { job }),
          ...environment,
          ...flags,
          ...(path === undefined ? {} : { file: path, ...originFromPath(path) }),
        }
      },
    }
  },
  start(settings) {
    const state = settings.sources.length === 0 ? parser(settings) : parserOfSources(settings)
    const recent = settings.keepsState === true ? recentLines() : undefined
    return {
      onRecord(input, now) {
        if (typeof input === 'string' || (input.kind === 'log' && input.format === 'raw')) {
          recent?.add(input, now)
          return typeof input === 'string' ? state.line(input, now) : state.line(input.message, now, input)
        }
        recent?.add(undefined, now)
        state.pass()
        return withJob(input, settings)
      },
      onFailure: input => [...state.unfinished(), typeof input === 'string' ? rawRecord(input) : input],
      formOf: (_, index) => state.formOf(index),
      deadline: () => state.deadline(),
      onDeadline(now) {
        recent?.passed(now)
        return state.releaseDue(now)
      },
      onEnd(now) {
        recent?.released()
        return state.releaseAll(now)
      },
      save: () => recent?.save(state),
      restore: saved => restoreLines(state, recent, saved as SavedLines),
      oldestHeld: () => state.oldestInput(),
    }
  },
})

/** Notices of a source that concern the job of their file. */
const OF_A_JOB: ReadonlySet<string> = new Set(['attempt_started', 'source_last_written'])

/** A record that comes as one, with the job that its file is of: others know its lines by that. */
function withJob(record: AnyRecord, { defaultsOf }: SourcesParserSettings): readonly AnyRecord[] {
  const { kind, time, job, file, ...rest } = record
  const isOfJob = kind === 'log' || (kind === 'notice' && OF_A_JOB.has(String(rest['code'])))
  const name = isOfJob && job === undefined && file !== undefined ? defaultsOf(file).job : undefined
  if (name === undefined) return AS_READ
  return [{ kind, ...(time === undefined ? {} : { time }), job: name, ...rest, file } as AnyRecord]
}

/**
 * Rank variables of torchrun, and of Slurm inside a step (a batch script has SLURM_PROCID=0 too, but speaks for no
 * rank).
 */
function originFromEnvironment(environment: Setting['environment']): Defaults {
  const number = (name: string): number | undefined =>
    /^\d{1,9}$/.test(environment[name] ?? '') ? Number(environment[name]) : undefined
  const slurm = environment['SLURM_STEP_ID'] !== undefined
  return definedOnly({
    rank: number('RANK') ?? (slurm ? number('SLURM_PROCID') : undefined),
    local_rank: number('LOCAL_RANK') ?? (slurm ? number('SLURM_LOCALID') : undefined),
    attempt: number('TORCHELASTIC_RESTART_COUNT'),
    run: environment['TORCHELASTIC_RUN_ID'],
  })
}

/** The cast: what `fromEntries` returns knows nothing of which key has which type. */
function definedOnly<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never
}
