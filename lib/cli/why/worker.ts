// The program that `logmon why` starts on every core: judges the jobs that it is told.
import { serveJudging } from '../../io/why/worker.ts'
import { isProblems } from '../../problem.ts'
import { jobOf } from '../job-file.ts'
import { type JudgeOrder, judgeSettings } from './settings.ts'

export function judgeOnRequest(): void {
  serveJudging(async how => {
    const order = how as JudgeOrder
    const config = await jobOf(order.values, {})
    const settings = isProblems(config) ? config : judgeSettings(order, config)
    // They were checked before it was told so.
    if (isProblems(settings)) throw new Error(settings.map(({ reason }) => reason).join('; '))
    return settings
  })
}
