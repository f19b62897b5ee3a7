import { defineStage } from '../stage.ts'
import { alertMachine } from './alert/machine.ts'
import { alertSettings } from './alert/settings.ts'

export const alert = defineStage({
  name: 'alert',
  summary: 'Tell people once when a job is slow, hangs, fails, recovers or ends.',
  reads: 'records',
  writes: ['alert', 'delivery', 'notice'],
  passes: true,
  configured: true,
  positionals: '[test]',
  epilogue:
    'The section "alert" of the job file says whom to tell; without it, alerts only go to standard output.\n' +
    '"logmon-alert test -c job.yaml" sends a test alert through every channel and says what became of it.\n' +
    'Exit codes: 0 done, 1 an alert could not be delivered, 2 usage or configuration, 130 interrupted.',
  options: {
    'dry-run': { type: 'flag', describe: 'show on standard error what would be sent, and send nothing' },
    channel: { type: 'strings', placeholder: 'NAME', describe: 'use only this channel of the job file (may be given again)' },
  },
  examples: [
    {
      describe: 'one alert for a job that hangs, and one when it is healthy again',
      args: '--only',
      input:
        '{"kind":"log","time":"2026-01-05T09:59:00.000Z","message":"step 12 loss 2.5","step":12,"metrics":{"loss":2.5}}\n' +
        '{"kind":"status","time":"2026-01-05T10:00:00.000Z","scope":"job","from":"HEALTHY","to":"HANGING","rules":["step"],"reason":"no step for 1 min"}\n' +
        '{"kind":"status","time":"2026-01-05T10:05:00.000Z","scope":"job","from":"HANGING","to":"HEALTHY"}\n',
      output: '',
    },
  ],
  settle(options, { config }) {
    const settings = alertSettings(config?.alert, config?.job, options['dry-run'])
    const names = settings.channels.map(channel => channel.name ?? channel.type)
    const unknown = options.channel.filter(name => !names.includes(name))
    if (unknown.length > 0) return unknown.map(name => ({ place: '--channel', reason: `"${name}" is no channel of the job file; there: ${names.join(', ')}` }))
    return options.channel.length === 0
      ? settings
      : { ...settings, channels: settings.channels.filter(channel => options.channel.includes(channel.name ?? channel.type)) }
  },
  start: alertMachine,
})
