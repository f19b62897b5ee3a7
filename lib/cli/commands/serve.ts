// `logmon serve`: the attribution service, over HTTP.
import { randomBytes } from 'node:crypto'
import { version } from '../../io/version.ts'
import { isProblems, type Problem } from '../../problem.ts'
import type { FrontCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { jobOf } from '../job-file.ts'
import { SERVE_OPTIONS, serveSettings } from '../serve/settings.ts'
import { handleSignals } from '../signals.ts'

const GRACE_MS = 4000

export const serve: FrontCommand = {
  name: 'serve',
  summary: 'answer NVRx and others over HTTP: what failed, and what to do',
  line: {
    program: 'logmon serve',
    summary:
      "The attribution service: NVRx's HTTP API and the original's, jobs and verdicts\n" +
      'as JSON, events, metrics. Nobody but this machine reaches it unless it knows users.',
    options: SERVE_OPTIONS,
    examples: [
      { command: 'logmon serve --root /scratch/logs', describe: 'on http://127.0.0.1:8000' },
      {
        command: 'logmon serve --root /scratch/logs --listen 0.0.0.0:8000 --users users',
        describe: 'for the cluster, with tokens',
      },
      { command: 'logmon serve --new-token alice >> users', describe: 'a token for alice, told on standard error' },
    ],
    version,
  },
  jobOf,
  async act({ values, config, environment }, { print, say }) {
    const name = values['new-token']
    if (name !== undefined) return newToken(`${name}`, { print, say })
    const settings = serveSettings(values, environment, config)
    if (isProblems(settings)) return settings
    // Loaded on demand: whoever lists the commands needs no server.
    const { startService } = await import('../../io/serve/run.ts')
    const running = await startService(settings, say)
    if (isProblems(running)) return running
    await print(`${running.url}\n`)
    const signals = await new Promise<ReturnType<typeof handleSignals>>(asked => {
      const handled = handleSignals({ onInterrupt: 'end', end: () => asked(handled), stop: () => asked(handled) })
    })
    await running.stop(GRACE_MS)
    return signals.isInterrupted() ? EXIT.interrupted : EXIT.ok
  },
}

async function newToken(
  name: string,
  { print, say }: Pick<Parameters<FrontCommand['act']>[1], 'print' | 'say'>,
): Promise<number | readonly Problem[]> {
  const { hashOf } = await import('../../io/serve/access.ts')
  const { parseUsers } = await import('../../serve/users.ts')
  const token = randomBytes(32).toString('base64url')
  const line = `${name} ${hashOf(token)}`
  const checked = parseUsers(line, '--new-token')
  if (isProblems(checked)) return checked.map(({ reason }) => ({ place: '--new-token', reason }))
  say(`the token of ${name}, which is told only here: ${token}`)
  await print(`${line}\n`)
  return EXIT.ok
}
