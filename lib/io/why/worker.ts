// The other end of the pool: judges the jobs that it is told, one after the other.
import type { JudgedJob } from '../../why/judged.ts'
import { type JudgeSettings, judgeJob } from './judge-job.ts'
import type { FromWorker, ToWorker } from './pool.ts'

const TELL_EVERY_BYTES = 4 * 1024 * 1024

/** Serves the process that started this one, until that ends. `settingsOf` makes settings of what it is told first. */
export function serveJudging(settingsOf: (how: unknown) => Promise<JudgeSettings>): void {
  if (process.send === undefined) return
  const tell = (message: FromWorker): void => void process.send?.(message)
  let settings: Promise<JudgeSettings> | undefined
  // Whoever asked is gone: nobody waits for what is being read.
  process.on('disconnect', () => void process.kill(process.pid))
  process.on('message', (message: ToWorker) => {
    if (message.is === 'begin') settings = settingsOf(message.how)
    else void judge(message.files, settings as Promise<JudgeSettings>, message.index, tell).then(tell)
  })
}

async function judge(
  files: readonly string[],
  settings: Promise<JudgeSettings>,
  index: number,
  tell: (message: FromWorker) => void,
): Promise<FromWorker> {
  let bytes = 0
  const judged = await judgeJob(files, await settings, more => {
    bytes += more
    if (bytes < TELL_EVERY_BYTES) return
    tell({ is: 'progress', index, bytes })
    bytes = 0
  }).catch(
    (error: Error): JudgedJob => ({
      attempts: [],
      records: [],
      unread: [{ file: files[0] ?? '', reason: error.message }],
    }),
  )
  return { is: 'judged', index, judged }
}
