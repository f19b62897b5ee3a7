// Every metric that a program of logmon gives to Prometheus: one table, which what is written, `/metrics` and
// docs/metrics.md are made of. Units are Prometheus' base units, seconds and bytes.

export interface Family {
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly help: string
  /** Names of its labels, besides those that every series of a program has; none where absent. */
  readonly labels?: readonly string[]
}

/** By name, without the `logmon_` that all have: of what a table tells, and the metrics. */
export const FAMILIES = {
  // Of every program.
  info: { type: 'gauge', help: 'Always 1: the version stands in a label.', labels: ['version'] },
  running: { type: 'gauge', help: '1 while the program runs, 0 once it has ended.' },
  started_timestamp_seconds: { type: 'gauge', help: 'When the program was started.' },
  read_lines_total: { type: 'counter', help: 'Lines and records that were read.' },
  read_bytes_total: { type: 'counter', help: 'Bytes that were read.' },
  last_read_timestamp_seconds: { type: 'gauge', help: 'When something was read last.' },
  last_success_timestamp_seconds: { type: 'gauge', help: 'When what was read had gone on to the output last.' },
  failed_lines_total: { type: 'counter', help: 'Lines and records that could not be worked on, or not be kept.' },
  notices_total: { type: 'counter', help: 'Notices, by what they tell of.', labels: ['code'] },
  // Of a source, and of what reads by one: files here, on other hosts, of ranks.
  source_unread_bytes: { type: 'gauge', help: 'Bytes that there were at the last look and that were not passed on.' },
  source_lag_seconds: {
    type: 'gauge',
    help: 'For how long there has been something that was not passed on; 0: nothing.',
  },
  // Of a program that reads records.
  records_total: { type: 'counter', help: 'Records that left, by their kind.', labels: ['kind'] },
  lag_seconds: { type: 'gauge', help: 'How old the newest line that says its time was when it was read.' },
  alerts_total: { type: 'counter', help: 'Alerts that were told.', labels: ['state', 'severity'] },
  deliveries_total: { type: 'counter', help: 'What became of alerts.', labels: ['channel', 'outcome'] },
  verdicts_total: { type: 'counter', help: 'Attempts that were judged.', labels: ['action'] },
  job_state: { type: 'gauge', help: '1 for the state that a job is in, 0 for the others.', labels: ['job', 'state'] },
  job_state_since_timestamp_seconds: { type: 'gauge', help: 'Since when a job is in its state.', labels: ['job'] },
  job_step: { type: 'gauge', help: 'The last step of a job.', labels: ['job'] },
  job_planned_steps: { type: 'gauge', help: 'Steps that a job is to take in all.', labels: ['job'] },
  job_last_step_timestamp_seconds: { type: 'gauge', help: 'When the last step of a job came.', labels: ['job'] },
  job_step_duration_seconds: { type: 'gauge', help: 'How long the last step of a job took.', labels: ['job'] },
  job_loss: { type: 'gauge', help: 'The loss of the last step; NaN where it is not finite.', labels: ['job'] },
  job_attempt: { type: 'gauge', help: 'The attempt of a job, from 0.', labels: ['job'] },
  job_restarts_total: { type: 'counter', help: 'Attempts that began while the job was watched.', labels: ['job'] },
  // Of logmon-ship.
  ship_lines_taken_total: { type: 'counter', help: 'Lines that were taken.' },
  ship_lines_found_total: { type: 'counter', help: 'Lines that an earlier run had left in the spool.' },
  ship_lines_sent_total: { type: 'counter', help: 'Lines that the server has.' },
  ship_bytes_sent_total: { type: 'counter', help: 'Bytes of those, as they stand in the pushes.' },
  ship_lines_refused_total: { type: 'counter', help: 'Lines that were refused.', labels: ['reason'] },
  ship_lines_dropped_total: { type: 'counter', help: 'Lines that a full spool gave up.' },
  ship_pushes_total: { type: 'counter', help: 'Pushes that were answered.' },
  ship_retries_total: { type: 'counter', help: 'Pushes that are to be sent again.' },
  ship_streams: { type: 'gauge', help: 'Sets of labels.' },
  ship_lines_open: { type: 'gauge', help: 'Lines that are on their way.' },
  ship_spool_bytes: { type: 'gauge', help: 'Bytes of the spool.' },
  ship_lag_seconds: { type: 'gauge', help: 'How long the oldest line has waited.' },
  ship_last_success_timestamp_seconds: { type: 'gauge', help: 'When the server took lines last.' },
  // Of logmon resume.
  resume_attempt: { type: 'gauge', help: 'The attempt that runs, ran last, or is waited for; from 1.' },
  resume_restarts_total: { type: 'counter', help: 'Restarts after failures, of those that are allowed.' },
  resume_restarts_allowed: { type: 'gauge', help: 'Restarts after failures that are allowed (--max-restarts).' },
  resume_attempt_running: { type: 'gauge', help: '1 while an attempt runs, 0 before, between and after.' },
  resume_exit_status: { type: 'gauge', help: 'The exit status, once it is over.' },
  // Of logmon slurm.
  slurm_jobs_total: { type: 'counter', help: 'Jobs that have ended and were judged.', labels: ['state'] },
  slurm_unread_logs_total: { type: 'counter', help: 'Logs of jobs that could not be read.' },
  slurm_rounds_total: { type: 'counter', help: 'Times that Slurm was asked.', labels: ['outcome'] },
  // Of logmon serve.
  jobs: { type: 'gauge', help: 'Jobs that are known.' },
  judged_logs: { type: 'gauge', help: 'Logs whose verdicts are kept.' },
  open_attributions: { type: 'gauge', help: 'Ids under which lines are collected.' },
  judging: { type: 'gauge', help: 'Logs that are being judged, or wait for it.' },
  followed_logs: { type: 'gauge', help: 'Logs that are followed as they grow.' },
  watchers: { type: 'gauge', help: 'Pages and programs that watch.' },
  events_total: { type: 'counter', help: 'Events so far, also of earlier runs.' },
  judgements_started_total: { type: 'counter', help: 'Judgements that were begun.' },
  judgements_completed_total: { type: 'counter', help: 'Judgements that were made.' },
  judgements_failed_total: { type: 'counter', help: 'Judgements that failed.' },
  judgements_timed_out_total: { type: 'counter', help: 'Judgements that took too long.' },
  judgements_kept_total: { type: 'counter', help: 'Requests answered by a judgement that was kept.' },
  judgements_shared_total: {
    type: 'counter',
    help: 'Requests that waited for a judgement which another had asked for.',
  },
  http_request_duration_seconds: {
    type: 'histogram',
    help: 'Time until a request was answered.',
    labels: ['method', 'route', 'status'],
  },
} as const satisfies Readonly<Record<string, Family>>

export type FamilyName = keyof typeof FAMILIES

/** The value of one series now. Its labels are those that the family names. */
export interface Measure {
  readonly name: FamilyName
  readonly value: number
  readonly labels?: Readonly<Record<string, string>>
}
