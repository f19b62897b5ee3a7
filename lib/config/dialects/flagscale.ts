// FlagScale's training log monitor -> our job. Its file says whom to tell and which log of which host to read; its two
// rules are those of its README: stuck after 2 x the time of a step, slow beyond 1.5 x the mean of all before.
import type { ChannelConfig } from '../../channel/channel.ts'
import type { Problem } from '../../problem.ts'
import { checkSchema } from '../check-schema.ts'
import type { JobConfig } from '../job.ts'
import type { Document } from '../read-document.ts'

interface FlagScaleFile {
  readonly target_email?: string | readonly string[]
  readonly smtp_server?: string
  readonly source_email?: string
  readonly remote_host: string
  readonly remote_user: string
  readonly remote_port?: number
  readonly remote_log_path: string
  readonly check_interval: number
  readonly password_file?: string
  readonly password_env?: string
  readonly robot_url_file?: string
  readonly robot_url_env?: string
}

const MAIL_KEYS = ['target_email', 'smtp_server', 'source_email'] as const
const SMTP_PORT = 25
const SSH_PORT = 22
/** Log lines have times to the second, and a checkpoint or an evaluation is no hang. */
const FLOOR = '60s'
/** The original took the key of any host; one that changes later is refused. */
const SSH_OPTIONS = ['StrictHostKeyChecking=accept-new'] as const

export async function readFlagScale(document: Document): Promise<JobConfig | readonly Problem[]> {
  const misshapen = await checkSchema('flagscale', document)
  if (misshapen.length > 0) return misshapen
  const file = document.value as FlagScaleFile
  const given = MAIL_KEYS.filter(key => file[key] !== undefined)
  const missing = given.length === 0 ? [] : MAIL_KEYS.filter(key => file[key] === undefined)
  const problems = missing.map(key => document.problem([key], `is missing: ${given.join(' and ')} ask for mail`))
  if (!file.remote_log_path.startsWith('/'))
    problems.push(
      document.problem(['remote_log_path'], 'is no absolute path: there is no folder that it is relative to'),
    )
  if (problems.length > 0) return problems
  const job = jobOf(file.remote_log_path)
  return {
    ...(job === undefined ? {} : { job }),
    dialectSource: { paths: [sourceOf(file)], sshOptions: SSH_OPTIONS },
    rules: [{ name: 'step-time', metric: 'step_time_ms', slow_when: { above_mean: { factor: 1.5 } } }],
    hang: { step_gap: { factor: 2, floor: FLOOR } },
    alert: {
      on: ['slow', 'hanging', 'faulted', 'ended'],
      // It told each round while the job was bad.
      remind: `${file.check_interval}s`,
      channels: [given.length > 0 ? mailOf(file) : robotOf(file)],
    },
  }
}

/** Folders that say no more than that logs are there, and FlagScale's of a node and a start. */
const UNTELLING =
  /^(?:logs?|details|outputs?|results?|train(?:ing)?_logs?|host_\d+_.*|default(?:_.*)?|attempt_\d+|\d[\d_.-]*)$/i

/**
 * Returns what a person calls the experiment: FlagScale writes `EXPERIMENT/logs/host_0_NODE.output`, and its own file
 * does not say its name. Any other log is called by its own name; undefined where nothing tells one.
 */
function jobOf(path: string): string | undefined {
  const parts = path.split('/').filter(part => part !== '')
  const name = parts.at(-1)?.replace(/\.(?:log|out|output|txt)$/i, '') ?? ''
  if (!UNTELLING.test(name) && !/^(?:stdout|stderr|output|train(?:ing)?)$/i.test(name)) return name || undefined
  return parts.slice(0, -1).findLast(part => !UNTELLING.test(part))
}

function sourceOf({
  remote_host: host,
  remote_user: user,
  remote_port: port = SSH_PORT,
  remote_log_path: path,
}: FlagScaleFile) {
  return `ssh://${user}@${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}${path}`
}

type MailFile = FlagScaleFile & Required<Pick<FlagScaleFile, (typeof MAIL_KEYS)[number]>>

function mailOf(file: FlagScaleFile): ChannelConfig {
  const { target_email: to, smtp_server: server, source_email: from, password_file, password_env } = file as MailFile
  const [, host = server, port] = /^([^:]+|\[[^\]]+\]):(\d{1,5})$/.exec(server) ?? []
  const secret =
    password_file !== undefined
      ? { password_file }
      : password_env !== undefined
        ? { password_env }
        : { password_prompt: true }
  const smtp = { host, port: port === undefined ? SMTP_PORT : Number(port), security: 'none', user: from, ...secret }
  return { type: 'email', to, from, smtp, plots: false } as ChannelConfig
}

function robotOf({ robot_url_file, robot_url_env }: FlagScaleFile): ChannelConfig {
  const url =
    robot_url_file !== undefined
      ? { url_file: robot_url_file }
      : robot_url_env !== undefined
        ? { url_env: robot_url_env }
        : { url_prompt: true }
  const robot: ChannelConfig & { readonly format: 'flagscale' } = { type: 'feishu', format: 'flagscale', ...url }
  return robot
}
