// Runs the service until it is asked to stop.
import { isProblems, type Problem } from '../../problem.ts'
import { openUsers, type Users } from './access.ts'
import { listen } from './listen.ts'
import { buildServer } from './server.ts'
import { openService } from './service.ts'
import type { ServeSettings } from './settings.ts'

const TOLD_WITHIN_MS = 500

export interface RunningService {
  readonly url: string
  /** Answers what was asked, and ends; what takes longer than `graceMs` is given up. */
  stop(graceMs: number): Promise<void>
}

/** Starts the service; resolves to what is wrong where it cannot. */
export async function startService(
  settings: ServeSettings,
  tell: (message: string) => void,
): Promise<RunningService | readonly Problem[]> {
  const now = Date.now
  let users: Users | undefined
  if (settings.usersFile !== undefined) {
    const opened = openUsers(settings.usersFile, settings.root, { now, tell })
    if (isProblems<Users>(opened)) return opened
    users = opened
  }
  const rootOf = (owner: string): string | undefined =>
    users === undefined ? (owner === '' ? settings.root : undefined) : users.rootOf(owner)
  const service = openService({ settings, rootOf, now, tell })
  if (isProblems(service)) return service
  const app = await buildServer({ settings, service, users, tell })
  const url = await listen(app, settings.endpoint)
  if (isProblems<string>(url)) {
    service.close()
    return url
  }
  return {
    url,
    async stop(graceMs) {
      // Those who watch would be waited for.
      service.events.close()
      const giveUp = setTimeout(() => service.context.judging.stop(), Math.max(0, graceMs - TOLD_WITHIN_MS))
      // Who waits for a judgement that was given up is told so.
      const cut = setTimeout(() => app.server.closeAllConnections(), graceMs)
      await app.close()
      clearTimeout(giveUp)
      clearTimeout(cut)
      service.close()
    },
  }
}
