import { alertMachine, type SavedAlerting } from '../alert/machine.ts'
import { nextAttempt } from '../alert/next-attempt.ts'
import { alertSettings } from '../alert/settings.ts'
import { alertWords } from '../io/deliver/alert-words.ts'
import { deliverAlerts, realWorld } from '../io/deliver/deliver.ts'
import { withholdAlerts } from '../io/deliver/withhold.ts'
import { stageProgram } from '../program.ts'

export const alert = stageProgram({
  name: 'alert',
  summary: 'Tell people once when a job is slow, hangs, fails, recovers or ends.',
  reads: 'records',
  writes: ['alert', 'delivery', 'notice'],
  passes: true,
  configured: true,
  chain: { place: 60, when: 'always', renames: { state: 'alert-state' }, alone: ['since'] },
  effect: async (settings, mode) =>
    mode === 'wall' || settings.dryRun || settings.sendsReplay
      ? deliverAlerts(settings, realWorld, mode === 'record')
      : withholdAlerts(settings),
  nextAttempt: saved => nextAttempt(saved as SavedAlerting),
  files: alertWords,
  positionals: '[test | pending | ack ID... | digest FILE...]',
  epilogue:
    'The section "alert" of the job file says whom to tell; without it, alerts only go to standard output.\n' +
    '"logmon-alert test -c job.yaml" sends a test alert through every channel and says what became of it.\n' +
    '"logmon-alert pending --state FILE" lists what is still to be told, and what is firing.\n' +
    '"logmon-alert ack ID -c job.yaml" says that you see to an alert: it is neither escalated nor told again.\n' +
    '"logmon-alert digest FILE... [--since 24h]" says what there was to tell, of records that were kept (- is standard ' +
    'input) or of --state FILE; with -c job.yaml --send it sends that through the channels.\n' +
    'Exit codes: 0 done, 1 an alert could not be delivered, 2 usage or configuration, 130 interrupted.',
  options: {
    'dry-run': { type: 'flag', describe: 'show on standard error what would be sent, and send nothing' },
    send: {
      type: 'flag',
      describe: 'send alerts of a replay (--clock record), too: without this it sends nothing',
    },
    state: {
      type: 'ledger',
      placeholder: 'FILE',
      describe: 'keep here what is to be told until it was: a restart neither loses nor repeats it',
    },
    since: { type: 'duration', describe: 'how far back a digest looks, by default 24h' },
    channel: {
      type: 'strings',
      placeholder: 'NAME',
      describe: 'use only this channel of the job file (may be given again)',
    },
  },
  examples: [
    {
      describe: 'one alert for a job that hangs, and one when it is healthy again',
      args: '--only',
      input:
        '{"kind":"status","time":"2026-01-05T10:00:00.000Z","scope":"job","from":"HEALTHY","to":"HANGING","rules":["step"],"reason":"no step for 1 min"}\n' +
        '{"kind":"status","time":"2026-01-05T10:05:00.000Z","scope":"job","from":"HANGING","to":"HEALTHY"}\n',
      output:
        '{"kind":"alert","time":"2026-01-05T10:00:01.000Z","key":"job","state":"firing","severity":"critical","summary":"[HANGING] training job: no step for 1 min","body":"Since: 2026-01-05 10:00:00 UTC, for 1 s\\nTo do: Take stacks of the ranks that are silent (py-spy dump) before anything is ended; if none moves, end the job and restart it.\\nRule:  step\\n","facts":[{"name":"Since","value":"2026-01-05 10:00:00 UTC, for 1 s"},{"name":"To do","value":"Take stacks of the ranks that are silent (py-spy dump) before anything is ended; if none moves, end the job and restart it."},{"name":"Rule","value":"step"}],"log_lines":[],"labels":{"scope":"job","state":"HANGING","reason":"LogHang_step","rule":"step"},"steps":[],"episode":1,"sequence":1,"since":"2026-01-05T10:00:00.000Z","starts_at":"2026-01-05T10:00:00.000Z"}\n' +
        '{"kind":"alert","time":"2026-01-05T10:05:00.000Z","key":"job","state":"resolved","severity":"critical","summary":"[RESOLVED] training job: HEALTHY, after 5 min (was HANGING)","body":"Was:  HANGING: no step for 1 min\\nFrom: 2026-01-05 10:00:00 UTC\\nTo:   2026-01-05 10:05:00 UTC\\n","facts":[{"name":"Was","value":"HANGING: no step for 1 min"},{"name":"From","value":"2026-01-05 10:00:00 UTC"},{"name":"To","value":"2026-01-05 10:05:00 UTC"}],"log_lines":[],"labels":{"scope":"job","state":"HEALTHY","reason":"LogHang_step","rule":"step"},"steps":[],"episode":1,"sequence":2,"starts_at":"2026-01-05T10:00:00.000Z","ends_at":"2026-01-05T10:05:00.000Z"}\n',
    },
  ],
  settle(options, { config, isResumed = false }) {
    const settings = {
      ...alertSettings(config, options['dry-run'], options.state),
      isResumed,
      sendsReplay: options.send,
      digestMs: options.since,
    }
    const names = settings.channels.map(({ name }) => name)
    const unknown = options.channel.filter(name => !names.includes(name))
    if (unknown.length > 0)
      return unknown.map(name => ({
        place: '--channel',
        reason: `"${name}" is no channel of the job file; there: ${names.join(', ')}`,
      }))
    return options.channel.length === 0
      ? settings
      : {
          ...settings,
          channels: settings.channels.filter(({ name }) => options.channel.includes(name)),
        }
  },
  start: alertMachine,
})
