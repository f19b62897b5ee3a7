// The options of `logmon serve`, and the variables of the services that it takes the place of -> what it runs with.

import { realpathSync } from 'node:fs'
import { homedir, hostname } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import type { JobConfig } from '../../config/job.ts'
import { reasonOf } from '../../io/error-words.ts'
import type { Endpoint, ServeSettings } from '../../io/serve/settings.ts'
import { fileOf, listOf, type OptionTable, type OptionValues } from '../../options.ts'
import { isProblems, type Problem } from '../../problem.ts'
import { parseRate, type Rate } from '../../serve/rate.ts'
import { JUDGE_OPTIONS, judgeSettings } from '../why/settings.ts'
import { isLoopback, parseEndpoint } from './endpoint.ts'
import { watchingChain } from './watching-chain.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Titles in the help. */
const WHO_MAY_ASK = 'Who may ask:'
const JUDGING = 'Judging:'
const BOUNDS = 'Bounds:'

export const SERVE_OPTIONS = {
  root: {
    type: 'string',
    placeholder: 'DIR',
    describe: 'folder below which logs may be read (or $NVRX_ATTRSVC_ALLOWED_ROOT)',
  },
  listen: {
    type: 'string',
    placeholder: 'ENDPOINT',
    describe: 'HOST:PORT, or unix:///PATH (or $NVRX_ATTRSVC_ENDPOINT; by default 127.0.0.1:8000)',
  },
  users: {
    group: WHO_MAY_ASK,
    type: 'file',
    describe: 'who may ask: NAME HASH [admin] [root=DIR] a line; needed beyond this machine',
  },
  'new-token': {
    group: WHO_MAY_ASK,
    type: 'string',
    placeholder: 'NAME',
    describe: 'only print a new token, and its line for the file of users',
  },
  data: {
    type: 'string',
    placeholder: 'DIR',
    describe: 'folder of what is remembered; by default one for the endpoint in $XDG_STATE_HOME/logmon',
  },
  'base-path': {
    group: WHO_MAY_ASK,
    type: 'string',
    placeholder: 'PATH',
    describe: 'what a proxy puts before paths (or $FAST_API_ROOT_PATH)',
  },
  'host-name': {
    group: WHO_MAY_ASK,
    type: 'strings',
    placeholder: 'NAME',
    describe: 'a further name by which it is asked',
  },
  'rate-submit': {
    group: WHO_MAY_ASK,
    type: 'string',
    placeholder: 'RATE',
    describe: 'submissions of a user (by default 1200/minute)',
  },
  'rate-analyze': {
    group: WHO_MAY_ASK,
    type: 'string',
    placeholder: 'RATE',
    describe: 'questions of a user (by default 60/minute)',
  },
  'rate-preview': {
    group: WHO_MAY_ASK,
    type: 'string',
    placeholder: 'RATE',
    describe: 'previews of a user (by default 120/minute)',
  },
  'settle-least': {
    group: JUDGING,
    type: 'duration',
    default: '10s',
    describe: 'how long a log of an ended job is watched at least before it is judged',
  },
  'settle-quiet': { group: JUDGING, type: 'duration', describe: 'how long it must not have changed (by default 5s)' },
  'settle-most': { group: JUDGING, type: 'duration', describe: 'how long it is watched at most (by default 40s)' },
  'judge-most': {
    group: JUDGING,
    type: 'duration',
    describe:
      'how long a judgement may take; 0s: as long as it likes (or $NVRX_ATTRSVC_COMPUTE_TIMEOUT; by default 5m)',
  },
  'request-most': {
    group: BOUNDS,
    type: 'duration',
    default: '30s',
    describe: 'how long a request may take to come in',
  },
  'max-jobs': { group: BOUNDS, type: 'count', default: 100_000, describe: 'jobs that are known at most' },
  cluster: { type: 'string', placeholder: 'NAME', describe: 'name of the cluster, for answers' },
  debug: { type: 'flag', describe: 'tell every request on standard error (or $LOGSAGE_DEBUG)' },
  ...JUDGE_OPTIONS,
} as const satisfies OptionTable

const DEFAULT_PORT = 8000
/** NVRx's, which its variables change. */
const USUAL_MS = { judge: 300_000, quiet: 5000, most: 40_000, poll: 250 } as const
const POLL = 'NVRX_ATTRSVC_RESTART_AGENT_LOG_POLL_SECONDS'
const LEAST_POLL_MS = 10
/** The original's NUMBER_LAST_LINES. */
const MOST_LINES = 1_000_000

/** Returns what the service runs with, or all that is wrong with options and variables. */
export function serveSettings(
  values: OptionValues,
  environment: Environment,
  config: JobConfig | undefined,
): ServeSettings | readonly Problem[] {
  const problems: Problem[] = []
  const known = <T>(value: T | readonly Problem[]): T | undefined => {
    if (!isProblems<T>(value)) return value
    problems.push(...value)
    return undefined
  }
  const nvrx = (name: string): string | undefined => given(environment[`NVRX_ATTRSVC_${name}`])
  const root = known(rootOf(given(values['root']) ?? nvrx('ALLOWED_ROOT')))
  const endpoint = known(endpointOf(given(values['listen']), environment))
  const rate = (option: string, variable: string, usual: string): Rate | undefined =>
    known(rateOf(`--${option}`, given(values[option]) ?? nvrx(variable) ?? usual))
  const submit = rate('rate-submit', 'RATE_LIMIT_SUBMIT', '1200/minute')
  const analyze = rate('rate-analyze', 'RATE_LIMIT_ANALYZE', '60/minute')
  const preview = rate('rate-preview', 'RATE_LIMIT_PREVIEW', '120/minute')
  const judge = known(
    judgeSettings({ values, wantsRecords: false, near: 0, isOneOfSeveral: false }, config, {
      DOMAIN_SIZE: environment['DOMAIN_SIZE'],
      ISOLATION_COUNT: environment['ISOLATION_COUNT'],
    }),
  )
  const time = (option: string, variable: string, usual: number): number | undefined =>
    known(timeOf(values[option], `NVRX_ATTRSVC_${variable}`, nvrx(variable), usual))
  const timeoutMs = time('judge-most', 'COMPUTE_TIMEOUT', USUAL_MS.judge)
  const quietMs = time('settle-quiet', 'RESTART_AGENT_LOG_QUIET_SECONDS', USUAL_MS.quiet)
  const mostMs = time('settle-most', 'RESTART_AGENT_LOG_MAX_WAIT_SECONDS', USUAL_MS.most)
  const pollMs = known(timeOf(undefined, POLL, given(environment[POLL]), USUAL_MS.poll))
  const base = known(
    basePathOf(given(values['base-path']) ?? nvrx('FAST_API_ROOT_PATH') ?? given(environment['FAST_API_ROOT_PATH'])),
  )
  const usersFile = fileOf(values, 'users')?.path
  if (endpoint?.is === 'tcp' && !isLoopback(endpoint.host) && usersFile === undefined)
    problems.push({ place: '--users', reason: `is needed: others than this machine reach ${endpoint.host}` })
  const newChain = known(watchingChain(config))
  if (problems.length > 0 || !newChain || !root || !endpoint || !submit || !analyze || !preview || !judge)
    return problems
  return {
    endpoint,
    root,
    data: given(values['data']) ?? dataOf(endpoint, environment),
    usersFile,
    rates: { submit, analyze, preview },
    basePath: base ?? '',
    hostNames: listOf(values['host-name']),
    isDebugging:
      values['debug'] === true ||
      nvrx('LOG_LEVEL')?.toUpperCase() === 'DEBUG' ||
      /^(?:1|true|yes|on)$/i.test(environment['LOGSAGE_DEBUG'] ?? ''),
    settling: {
      leastMs: values['settle-least'] as number,
      quietMs: quietMs ?? USUAL_MS.quiet,
      mostMs: mostMs ?? USUAL_MS.most,
      pollMs: Math.max(LEAST_POLL_MS, pollMs ?? USUAL_MS.poll),
    },
    timeoutMs: timeoutMs === 0 ? undefined : timeoutMs,
    requestMs: values['request-most'] as number,
    maxJobs: values['max-jobs'] as number,
    mostLines: MOST_LINES,
    clusterName: given(values['cluster']) ?? nvrx('CLUSTER_NAME') ?? '',
    followEveryMs: 1000,
    newChain,
    silencesFile: config?.alert?.silences,
    classify: judge.classify,
  }
}

/** An option or variable that is empty says nothing. */
const given = (value: OptionValues[string]): string | undefined =>
  value === undefined || `${value}`.trim() === '' ? undefined : `${value}`.trim()

function rootOf(path: string | undefined): string | readonly Problem[] {
  const place = '--root'
  if (path === undefined) return [{ place, reason: 'is needed: the folder below which logs may be read' }]
  if (!isAbsolute(path)) return [{ place, reason: `"${path}" is no absolute path` }]
  try {
    return realpathSync(path)
  } catch (error) {
    return [{ place, reason: reasonOf(error) }]
  }
}

function endpointOf(listen: string | undefined, environment: Environment): Endpoint | readonly Problem[] {
  const nvrx = (name: string): string | undefined => given(environment[`NVRX_ATTRSVC_${name}`])
  const place = listen === undefined ? 'NVRX_ATTRSVC_ENDPOINT' : '--listen'
  const host = nvrx('HOST') ?? '127.0.0.1'
  const port = nvrx('PORT') ?? `${DEFAULT_PORT}`
  const text = listen ?? nvrx('ENDPOINT') ?? `${host.includes(':') ? `[${host}]` : host}:${port}`
  const endpoint = parseEndpoint(text, DEFAULT_PORT)
  return typeof endpoint === 'string' ? [{ place, reason: endpoint }] : endpoint
}

function rateOf(place: string, text: string): Rate | readonly Problem[] {
  return parseRate(text) ?? [{ place, reason: `"${text}" is no rate; write a number and a time, such as 60/minute` }]
}

/** In milliseconds: of an option, or of a variable that holds seconds. */
function timeOf(
  option: OptionValues[string],
  place: string,
  variable: string | undefined,
  usual: number,
): number | readonly Problem[] {
  if (typeof option === 'number') return option
  if (variable === undefined) return usual
  const seconds = Number(variable)
  return Number.isFinite(seconds) && seconds >= 0 && (seconds > 0 || usual !== USUAL_MS.judge)
    ? seconds * 1000
    : [{ place, reason: `"${variable}" is no number of seconds${usual === USUAL_MS.judge ? ' above 0' : ''}` }]
}

function basePathOf(text: string | undefined): string | readonly Problem[] {
  const path = (text ?? '').replace(/\/+$/, '')
  if (path === '' || /^(?:\/[\w.~-]+)+$/.test(path)) return path
  return [{ place: '--base-path', reason: `"${path}" is no path such as /logmon` }]
}

/** A folder for each endpoint of each machine: several services may share a home. */
function dataOf(endpoint: Endpoint, environment: Environment): string {
  const cache = given(environment['NVRX_ATTRSVC_CACHE_FILE'])
  if (cache !== undefined) return `${resolve(cache)}.logmon`
  const systemd = given(environment['STATE_DIRECTORY'])?.split(':')[0]
  if (systemd !== undefined) return systemd
  const home = given(environment['XDG_STATE_HOME']) ?? join(homedir(), '.local', 'state')
  const where = endpoint.is === 'socket' ? endpoint.path : `${endpoint.host}-${endpoint.port}`
  return join(home, 'logmon', 'serve', `${hostname()}-${where}`.replace(/[^\w.-]+/g, '_').slice(-200))
}
