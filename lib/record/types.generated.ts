// Generated from schemas/ by scripts/generate.js; change the schemas instead.

/**
 * One logical log entry; a traceback and its header are one entry.
 */
export interface LogRecord {
  kind: 'log'
  /**
   * When it happened: RFC 3339 in UTC with milliseconds or the digits that the source gave. Absent only where no clock has been seen yet.
   */
  time?: string
  /**
   * The training job this belongs to.
   */
  job?: string
  /**
   * One launch of the job (run id).
   */
  run?: string
  /**
   * Restart number within the run, from 0.
   */
  attempt?: number
  /**
   * Host name of the machine the line comes from.
   */
  node?: string
  /**
   * Global rank, 0 to world size - 1.
   */
  rank?: number
  /**
   * Rank within the node.
   */
  local_rank?: number
  /**
   * Launcher label, such as the number that srun --label prints.
   */
  task?: number
  /**
   * stdout or stderr.
   */
  stream?: 'stdout' | 'stderr'
  /**
   * Path of the source file, as it was given.
   */
  file?: string
  /**
   * Text without carrier prefixes and colours; continuation lines joined by \n, indentation kept.
   */
  message: string
  /**
   * Severity that the line states.
   */
  level?: 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR' | 'CRITICAL'
  /**
   * Name of the logger.
   */
  logger?: string
  /**
   * Source position, such as training.py:45.
   */
  code?: string
  /**
   * Where time comes from: the text, the arrival or a neighbour.
   */
  time_from?: 'line' | 'observed' | 'inferred'
  /**
   * Name of the format that matched, or raw.
   */
  format?: string
  /**
   * Training step (iteration) that the line reports.
   */
  step?: number
  /**
   * Last step of the run.
   */
  total_steps?: number
  /**
   * Epoch, with fraction where given.
   */
  epoch?: number
  /**
   * Numbers under canonical names with units; null where the line says nan or inf (see non_finite).
   */
  metrics?: {
    [k: string]: number | null
  }
  /**
   * Names of the metrics that are not finite.
   */
  non_finite?: string[]
  /**
   * State of a progress bar.
   */
  progress?: {
    /**
     * Text before the bar.
     */
    description?: string
    /**
     * Units done.
     */
    current?: number
    /**
     * Units in all.
     */
    total?: number
    /**
     * 0 to 100.
     */
    percent?: number
    /**
     * Seconds so far.
     */
    elapsed_s?: number
    /**
     * Seconds left, as the bar estimates.
     */
    remaining_s?: number
    /**
     * Units per second.
     */
    rate?: number
    [k: string]: unknown
  }
  /**
   * True where the line or block was cut at a limit.
   */
  truncated?: boolean
  /**
   * Physical lines joined in message, where more than one.
   */
  lines?: number
  /**
   * Byte offset of the first line in file.
   */
  offset?: number
  /**
   * Other keys of a structured line.
   */
  fields?: {
    [k: string]: unknown
  }
  [k: string]: unknown
}

/**
 * What a rule saw in one log record.
 */
export interface MatchRecord {
  kind: 'match'
  /**
   * When it happened: RFC 3339 in UTC with milliseconds or the digits that the source gave. Absent only where no clock has been seen yet.
   */
  time?: string
  /**
   * The training job this belongs to.
   */
  job?: string
  /**
   * One launch of the job (run id).
   */
  run?: string
  /**
   * Restart number within the run, from 0.
   */
  attempt?: number
  /**
   * Host name of the machine the line comes from.
   */
  node?: string
  /**
   * Global rank, 0 to world size - 1.
   */
  rank?: number
  /**
   * Rank within the node.
   */
  local_rank?: number
  /**
   * Launcher label, such as the number that srun --label prints.
   */
  task?: number
  /**
   * stdout or stderr.
   */
  stream?: 'stdout' | 'stderr'
  /**
   * Path of the source file, as it was given.
   */
  file?: string
  /**
   * Name of the rule.
   */
  rule: string
  /**
   * ok, slow, fault; seen where the rule judges nothing; unjudged where the value could not be judged; stopped where stop_pattern ended the rule.
   */
  verdict: 'ok' | 'slow' | 'fault' | 'seen' | 'unjudged' | 'stopped'
  /**
   * The captured value; null where not finite.
   */
  value?: number | string | null
  /**
   * What it was compared with.
   */
  threshold?: number | string | null
  /**
   * Consecutive bad values so far.
   */
  streak?: number
  /**
   * Consecutive bad values that the rule asks for; 1 where absent.
   */
  consecutive?: number
  /**
   * Step of the log record.
   */
  step?: number
  /**
   * The matched text, at most 2000 characters.
   */
  message?: string
  /**
   * The judgement in words.
   */
  reason?: string
  [k: string]: unknown
}

/**
 * A change of state of a rule, a rank or the job.
 */
export interface StatusRecord {
  kind: 'status'
  /**
   * When it happened: RFC 3339 in UTC with milliseconds or the digits that the source gave. Absent only where no clock has been seen yet.
   */
  time?: string
  /**
   * The training job this belongs to.
   */
  job?: string
  /**
   * One launch of the job (run id).
   */
  run?: string
  /**
   * Restart number within the run, from 0.
   */
  attempt?: number
  /**
   * Host name of the machine the line comes from.
   */
  node?: string
  /**
   * Global rank, 0 to world size - 1.
   */
  rank?: number
  /**
   * Rank within the node.
   */
  local_rank?: number
  /**
   * Launcher label, such as the number that srun --label prints.
   */
  task?: number
  /**
   * stdout or stderr.
   */
  stream?: 'stdout' | 'stderr'
  /**
   * Path of the source file, as it was given.
   */
  file?: string
  /**
   * What changed.
   */
  scope: 'rule' | 'rank' | 'job'
  /**
   * Name of the rule, for scope rule.
   */
  rule?: string
  /**
   * State before.
   */
  from?: 'WAITING' | 'HEALTHY' | 'SLOW' | 'HANGING' | 'FAULTED' | 'ENDED'
  /**
   * State now.
   */
  to: 'WAITING' | 'HEALTHY' | 'SLOW' | 'HANGING' | 'FAULTED' | 'ENDED'
  /**
   * When the state before began (RFC 3339, UTC).
   */
  since?: string
  /**
   * Every rule in the winning state.
   */
  rules?: string[]
  /**
   * One sentence for a person.
   */
  reason?: string
  /**
   * The last matched line of the winning rule.
   */
  last_match?: string
  /**
   * Last step seen.
   */
  step?: number
  [k: string]: unknown
}

/**
 * A failure that was recognised, folded over its repeats.
 */
export interface FailureRecord {
  kind: 'failure'
  /**
   * When it happened: RFC 3339 in UTC with milliseconds or the digits that the source gave. Absent only where no clock has been seen yet.
   */
  time?: string
  /**
   * The training job this belongs to.
   */
  job?: string
  /**
   * One launch of the job (run id).
   */
  run?: string
  /**
   * Restart number within the run, from 0.
   */
  attempt?: number
  /**
   * Host name of the machine the line comes from.
   */
  node?: string
  /**
   * Global rank, 0 to world size - 1.
   */
  rank?: number
  /**
   * Rank within the node.
   */
  local_rank?: number
  /**
   * Launcher label, such as the number that srun --label prints.
   */
  task?: number
  /**
   * stdout or stderr.
   */
  stream?: 'stdout' | 'stderr'
  /**
   * Path of the source file, as it was given.
   */
  file?: string
  /**
   * Id of the signature row.
   */
  signature: string
  /**
   * Failure category.
   */
  category: string
  /**
   * Whose fault: workload, config, data, framework, gpu, network, storage, host, scheduler, unknown.
   */
  side?: string
  /**
   * Place in the chain.
   */
  role?: 'initiator' | 'symptom' | 'confirms' | 'teardown'
  /**
   * Entries folded into this.
   */
  count?: number
  /**
   * Time of the first.
   */
  first?: string
  /**
   * Time of the last.
   */
  last?: string
  /**
   * Global ranks that reported it.
   */
  ranks?: number[]
  /**
   * Nodes that reported it.
   */
  nodes?: string[]
  /**
   * The line that shows it.
   */
  evidence?: string
  /**
   * What stays the same when the same failure comes back: signature and text without numbers, paths and names.
   */
  fingerprint?: string
  /**
   * Number of the line in its file, from 1.
   */
  line?: number
  /**
   * What the signature read from the line: Xid, signal, port, path, …
   */
  captures?: {
    [k: string]: string
  }
  [k: string]: unknown
}

/**
 * The judgement of one attempt: cause, culprit, action.
 */
export interface VerdictRecord {
  kind: 'verdict'
  /**
   * When it happened: RFC 3339 in UTC with milliseconds or the digits that the source gave. Absent only where no clock has been seen yet.
   */
  time?: string
  /**
   * The training job this belongs to.
   */
  job?: string
  /**
   * One launch of the job (run id).
   */
  run?: string
  /**
   * Restart number within the run, from 0.
   */
  attempt?: number
  /**
   * Host name of the machine the line comes from.
   */
  node?: string
  /**
   * Global rank, 0 to world size - 1.
   */
  rank?: number
  /**
   * Rank within the node.
   */
  local_rank?: number
  /**
   * Launcher label, such as the number that srun --label prints.
   */
  task?: number
  /**
   * stdout or stderr.
   */
  stream?: 'stdout' | 'stderr'
  /**
   * Path of the source file, as it was given.
   */
  file?: string
  /**
   * What to do.
   */
  action: 'restart' | 'restart_isolate' | 'stop' | 'wait' | 'done' | 'unknown'
  /**
   * Failure category of the cause.
   */
  category?: string
  /**
   * 0 to 1.
   */
  confidence?: number
  /**
   * interim: more may follow; final: the attempt has ended.
   */
  state?: 'interim' | 'final'
  /**
   * Whose fault: workload, config, data, framework, gpu, network, storage, host, scheduler, unknown.
   */
  side?: string
  /**
   * The coarse side.
   */
  domain?: 'workload' | 'infrastructure' | 'unknown'
  /**
   * What the action rests on: completed, no_failure, no_logs, signature, precursor, metrics, symptoms_only, terminated, repeated_root.
   */
  basis?: string
  /**
   * The cause: one line of the log.
   */
  primary?: {
    /**
     * Number of the line in its file, from 1.
     */
    line?: number
    /**
     * File of the line.
     */
    file?: string
    /**
     * Time of the line.
     */
    time?: string
    /**
     * The line.
     */
    text?: string
    /**
     * Rank that wrote it.
     */
    rank?: number
    /**
     * Node that wrote it.
     */
    node?: string
    /**
     * GPU (PCI address, device) that it names.
     */
    gpu?: string
    /**
     * Id of the signature row.
     */
    signature?: string
    /**
     * See failure.
     */
    fingerprint?: string
    /**
     * Last step completed before it.
     */
    step?: number
    /**
     * startup, training or checkpoint.
     */
    phase?: string
    [k: string]: unknown
  }
  /**
   * Who caused it, not who reported it; fields absent where unknown.
   */
  culprit?: {
    /**
     * Global ranks.
     */
    ranks?: number[]
    /**
     * Nodes.
     */
    nodes?: string[]
    /**
     * GPUs.
     */
    gpus?: string[]
    /**
     * True where it was concluded and not written.
     */
    inferred?: boolean
    /**
     * How it is known.
     */
    reason?: string
    [k: string]: unknown
  }
  /**
   * Other failures of the attempt, most telling first.
   */
  secondary?: {
    /**
     * Id of the signature row.
     */
    signature?: string
    /**
     * Category.
     */
    category?: string
    /**
     * Place in the chain.
     */
    role?: string
    /**
     * One line that shows it.
     */
    text?: string
    /**
     * Line number.
     */
    line?: number
    /**
     * Lines.
     */
    count?: number
    /**
     * Ranks that reported it.
     */
    ranks?: number
    [k: string]: unknown
  }[]
  /**
   * Follow-up failures that spread over ranks.
   */
  cascades?: {
    /**
     * Id of the signature row.
     */
    signature?: string
    /**
     * Lines.
     */
    count?: number
    /**
     * Ranks.
     */
    ranks?: number
    /**
     * Nodes.
     */
    nodes?: number
    /**
     * First line number.
     */
    first?: number
    /**
     * Last line number.
     */
    last?: number
    [k: string]: unknown
  }[]
  /**
   * Nodes to leave out of the next attempt.
   */
  isolate?: {
    /**
     * Node.
     */
    node?: string
    /**
     * Ranks on it.
     */
    ranks?: number[]
    /**
     * GPU on it.
     */
    gpu?: string
    /**
     * Why.
     */
    reason?: string
    [k: string]: unknown
  }[]
  /**
   * Checkpoints of this attempt.
   */
  checkpoint?: {
    /**
     * True where one was saved in this attempt.
     */
    saved?: boolean
    /**
     * Step of the last one.
     */
    step?: number
    [k: string]: unknown
  }
  /**
   * Training progress of this attempt.
   */
  progress?: {
    /**
     * First step seen.
     */
    first_step?: number
    /**
     * Last step seen.
     */
    last_step?: number
    [k: string]: unknown
  }
  /**
   * Attempts in a row that ended with this root and did not advance, this one included.
   */
  attempts_same_root?: number
  /**
   * The reasons, one sentence each, in order.
   */
  why?: string[]
  /**
   * Policy profile that chose the action.
   */
  profile?: string
  /**
   * What a language model says to a verdict that the rules leave unknown (--llm). Nothing else of the verdict depends on it.
   */
  model?: {
    /**
     * pending: it is being asked, a final verdict follows; named: it names a category; unsure: it does not know either; rejected: its answer is not to be believed; failed: it did not answer; not_asked.
     */
    outcome: 'pending' | 'named' | 'unsure' | 'rejected' | 'failed' | 'not_asked'
    /**
     * Name of the model that answered.
     */
    model?: string
    /**
     * The category that it names.
     */
    category?: string
    /**
     * The cause in its words, cleaned; not to be trusted.
     */
    cause?: string
    /**
     * The lines that it quotes, each checked to be one that was sent.
     */
    lines?: {
      /**
       * What an answer names it by.
       */
      id?: string
      /**
       * The line, cut, without secrets.
       */
      text?: string
      /**
       * File it stands in.
       */
      file?: string
      /**
       * Line number.
       */
      line?: number
      [k: string]: unknown
    }[]
    /**
     * True where the answer was kept from an earlier run.
     */
    cached?: boolean
    /**
     * Why there is no answer, or why it was rejected.
     */
    reason?: string
    /**
     * Of a pending verdict: the lines that are sent.
     */
    sent?: {
      /**
       * What an answer names it by.
       */
      id?: string
      /**
       * The line, cut, without secrets.
       */
      text?: string
      /**
       * File it stands in.
       */
      file?: string
      /**
       * Line number.
       */
      line?: number
      [k: string]: unknown
    }[]
    [k: string]: unknown
  }
  /**
   * The action in the original's words.
   */
  auto_resume?: string
  /**
   * The action and its reason in the original's words.
   */
  auto_resume_verbose?: string
  /**
   * The cause in the original's words.
   */
  attribution?: string
  /**
   * Error lines of the attempt, in order.
   */
  application_errors_full?: string[]
  /**
   * One error line per template.
   */
  application_errors_unique?: string[]
  [k: string]: unknown
}

/**
 * Something a person should know, once per episode.
 */
export interface AlertRecord {
  kind: 'alert'
  /**
   * When it happened: RFC 3339 in UTC with milliseconds or the digits that the source gave. Absent only where no clock has been seen yet.
   */
  time?: string
  /**
   * The training job this belongs to.
   */
  job?: string
  /**
   * One launch of the job (run id).
   */
  run?: string
  /**
   * Restart number within the run, from 0.
   */
  attempt?: number
  /**
   * Host name of the machine the line comes from.
   */
  node?: string
  /**
   * Global rank, 0 to world size - 1.
   */
  rank?: number
  /**
   * Rank within the node.
   */
  local_rank?: number
  /**
   * Launcher label, such as the number that srun --label prints.
   */
  task?: number
  /**
   * stdout or stderr.
   */
  stream?: 'stdout' | 'stderr'
  /**
   * Path of the source file, as it was given.
   */
  file?: string
  /**
   * Identity for deduplication.
   */
  key: string
  /**
   * firing or resolved.
   */
  state: 'firing' | 'resolved'
  /**
   * How loud.
   */
  severity?: 'info' | 'warning' | 'critical'
  /**
   * One line.
   */
  summary: string
  /**
   * The text for a person: reason, last steps, the lines that matter.
   */
  body?: string
  /**
   * The last training steps before it, oldest first; at most 10.
   */
  steps?: {
    time?: string
    step: number
    rank?: number
    metrics?: {
      [k: string]: number | null
    }
    [k: string]: unknown
  }[]
  /**
   * Identity labels.
   */
  labels?: {
    [k: string]: string
  }
  /**
   * Number of this episode of the key, from 1.
   */
  episode?: number
  /**
   * Number of this reminder, from 1; absent on the first notice.
   */
  reminder?: number
  /**
   * Number of this notice within the episode, from 1; with key, starts_at and episode it names the notice.
   */
  sequence?: number
  /**
   * When the episode began.
   */
  starts_at?: string
  /**
   * When it ended, for resolved.
   */
  ends_at?: string
  [k: string]: unknown
}

/**
 * What became of sending one alert to one channel.
 */
export interface DeliveryRecord {
  kind: 'delivery'
  /**
   * When it happened: RFC 3339 in UTC with milliseconds or the digits that the source gave. Absent only where no clock has been seen yet.
   */
  time?: string
  /**
   * The training job this belongs to.
   */
  job?: string
  /**
   * One launch of the job (run id).
   */
  run?: string
  /**
   * Restart number within the run, from 0.
   */
  attempt?: number
  /**
   * Host name of the machine the line comes from.
   */
  node?: string
  /**
   * Global rank, 0 to world size - 1.
   */
  rank?: number
  /**
   * Rank within the node.
   */
  local_rank?: number
  /**
   * Launcher label, such as the number that srun --label prints.
   */
  task?: number
  /**
   * stdout or stderr.
   */
  stream?: 'stdout' | 'stderr'
  /**
   * Path of the source file, as it was given.
   */
  file?: string
  /**
   * Key of the alert.
   */
  alert: string
  /**
   * Name of the channel.
   */
  channel: string
  /**
   * Number of the notice within the episode.
   */
  sequence?: number
  /**
   * sent or failed.
   */
  outcome: 'sent' | 'failed'
  /**
   * Tries made.
   */
  attempts?: number
  /**
   * Why it failed; never holds a secret.
   */
  error?: string
  /**
   * Episode of the alert.
   */
  episode?: number
  [k: string]: unknown
}

/**
 * logmon's own word to the user in the stream.
 */
export interface NoticeRecord {
  kind: 'notice'
  /**
   * When it happened: RFC 3339 in UTC with milliseconds or the digits that the source gave. Absent only where no clock has been seen yet.
   */
  time?: string
  /**
   * The training job this belongs to.
   */
  job?: string
  /**
   * One launch of the job (run id).
   */
  run?: string
  /**
   * Restart number within the run, from 0.
   */
  attempt?: number
  /**
   * Host name of the machine the line comes from.
   */
  node?: string
  /**
   * Global rank, 0 to world size - 1.
   */
  rank?: number
  /**
   * Rank within the node.
   */
  local_rank?: number
  /**
   * Launcher label, such as the number that srun --label prints.
   */
  task?: number
  /**
   * stdout or stderr.
   */
  stream?: 'stdout' | 'stderr'
  /**
   * Path of the source file, as it was given.
   */
  file?: string
  /**
   * Machine-readable kind, such as blank_lines or source_lost.
   */
  code: string
  /**
   * One sentence for a person.
   */
  message: string
  /**
   * How many lines or records it speaks of.
   */
  count?: number
  /**
   * The program that says it.
   */
  stage?: string
  [k: string]: unknown
}

export type AnyRecord = LogRecord | MatchRecord | StatusRecord | FailureRecord | VerdictRecord | AlertRecord | DeliveryRecord | NoticeRecord
export type RecordKind = AnyRecord['kind']
