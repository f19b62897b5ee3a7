// A report as a mail, through the channels of mail of a job file.
import { alertSettings } from '../../alert/settings.ts'
import type { JobConfig } from '../../config/job.ts'
import { isProblems } from '../../problem.ts'
import type { AlertRecord } from '../../record/types.generated.ts'
import { wallClock } from '../clock.ts'
import { safeError } from '../deliver/outcome.ts'
import { type ReadyChannel, readyChannel } from '../deliver/ready.ts'

/** Sends a report through each channel of mail, once; resolves to what went wrong, in lines without secrets. */
export async function mailReport(
  report: AlertRecord,
  config: JobConfig,
  environment: NodeJS.ProcessEnv,
): Promise<readonly string[]> {
  const { channels, secretVariables } = alertSettings(config)
  const troubles: string[] = []
  for (const channel of channels.filter(({ via }) => via === 'mail')) {
    const ready = await readyChannel(channel, { clock: wallClock, environment, hidden: secretVariables })
    if (isProblems<ReadyChannel>(ready)) {
      troubles.push(...ready.map(({ place, reason }) => `${place}: ${reason}`))
      continue
    }
    const outcome = await ready.send(report, AbortSignal.timeout(channel.timeoutMs))
    if (outcome.is === 'sent') {
      if (outcome.remark !== undefined) troubles.push(`${channel.name}: ${safeError(outcome.remark, ready.secrets)}`)
    } else troubles.push(`${channel.name}: not sent: ${safeError(outcome.error, ready.secrets)}`)
  }
  return troubles
}
