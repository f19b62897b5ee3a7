// The options of logmon-ship.
import { BOUNDS } from '../bounds.ts'
import { inGroup, type OptionsOf, type OptionTable } from '../options.ts'

export const MEBIBYTE = 1024 * 1024
export const DEFAULT_SPOOL_MIB = BOUNDS['ship.spool'].most / MEBIBYTE

export const SHIP_OPTIONS = {
  loki: { type: 'string', placeholder: 'URL', describe: 'address of Loki, such as http://localhost:3100' },
  otlp: {
    type: 'string',
    placeholder: 'URL',
    describe: 'address of a collector that takes OTLP over HTTP, such as http://localhost:4318, in place of a Loki',
  },
  file: {
    type: 'string',
    placeholder: 'PATH',
    describe: 'a file that lines are appended to, in place of a server',
  },
  'dry-run': { type: 'flag', describe: 'show what would be sent, and send nothing' },
  tenant: { type: 'string', placeholder: 'NAME', describe: 'tenant (X-Scope-OrgID)' },
  job: { type: 'string', placeholder: 'NAME', describe: 'name of the job' },
  ...inGroup('Labels and lines:', {
    label: {
      type: 'strings',
      placeholder: 'NAME=FIELD',
      describe: 'a label besides the usual ones, taken from a field (may be given again)',
    },
    'static-label': {
      type: 'strings',
      placeholder: 'NAME=TEXT',
      describe: 'a label that is the same for every line (may be given again)',
    },
    line: { type: 'choice', choices: ['message', 'record'], describe: 'what a line is [default: message]' },
    'no-metadata': { type: 'flag', describe: 'send no structured metadata, which Loki 2 does not take' },
    old: {
      type: 'choice',
      choices: ['rewrite', 'drop', 'send'],
      describe: 'lines older than --max-age get the time of now, are refused, or the server judges [default: send]',
    },
    'max-age': { type: 'duration', describe: 'what is old for --old [default: 7d]' },
    'max-line': { type: 'count', describe: 'longest line in bytes; 0 for no limit [default: 262144 for Loki]' },
    'max-streams': { type: 'count', describe: 'most sets of labels; further lines share one per job [default: 1000]' },
  }),
  ...inGroup('What is kept:', {
    spool: {
      type: 'string',
      placeholder: 'DIR',
      describe: 'keep lines in DIR until the server has them: none is lost by a kill or an outage',
    },
    'spool-size': { type: 'count', describe: `most MiB of the spool [default: ${DEFAULT_SPOOL_MIB}]` },
    'when-full': {
      type: 'choice',
      choices: ['block', 'drop-oldest'],
      describe: 'what a full spool does: hold its input, or lose the oldest lines and tell [default: block]',
    },
    fsync: {
      type: 'choice',
      choices: ['always', 'second', 'never'],
      describe: 'how often the spool is forced to the disk, against a power cut [default: second]',
    },
    'dead-letters': {
      type: 'string',
      placeholder: 'FILE',
      describe:
        'where refused lines go, with their reasons [default: refused.ndjson in the spool, or logmon-refused.ndjson]',
    },
  }),
  ...inGroup('Waiting:', {
    drain: { type: 'duration', describe: 'how long the end waits for a server that does not answer [default: 5s]' },
    wait: { type: 'duration', describe: 'how long lines wait for others of their stream [default: 500ms]' },
    verify: {
      type: 'flag',
      describe: 'in the end, count on the server what was sent, and tell what is missing',
    },
    timeout: { type: 'duration', describe: 'longest time for one answer of the server [default: 30s]' },
  }),
  ...inGroup('Who we are:', {
    user: { type: 'string', placeholder: 'NAME', describe: 'user name of basic authentication' },
    'password-file': { type: 'string', placeholder: 'FILE', describe: 'its first line is the password' },
    'password-env': { type: 'string', placeholder: 'NAME', describe: 'environment variable that holds the password' },
    'token-file': { type: 'string', placeholder: 'FILE', describe: 'its first line is the bearer token' },
    'token-env': { type: 'string', placeholder: 'NAME', describe: 'environment variable that holds the bearer token' },
    'ca-file': { type: 'string', placeholder: 'FILE', describe: 'certificates to trust besides the public ones' },
    'cert-file': {
      type: 'string',
      placeholder: 'FILE',
      describe: 'our own certificate, where the server asks for one',
    },
    'key-file': { type: 'string', placeholder: 'FILE', describe: 'the key of our own certificate' },
  }),
} as const satisfies OptionTable

export type ShipOptions = OptionsOf<typeof SHIP_OPTIONS>
