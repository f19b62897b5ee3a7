// A source as a program: open, write each batch and only then let its positions be saved.
import { sentenceOf } from '../io/error-words.ts'
import { countedNotices } from '../io/measure/counted-notices.ts'
import { lineEnds } from '../io/measure/run-counts.ts'
import { version } from '../io/version.ts'
import { isProblems } from '../problem.ts'
import type { AnySourceProgram } from '../program.ts'
import { beginRecord, endRecord } from '../record/stream-marks.ts'
import { recordText } from '../record/write.ts'
import type { Command } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { metricsOf, withMetrics } from './metrics-options.ts'
import { handleSignals } from './signals.ts'

export function sourceCommand(source: AnySourceProgram): Command {
  const { name, ...line } = source
  return {
    line: { ...withMetrics(line), program: `logmon-${name}`, version },
    async act(asked, { say }) {
      const { values, positionals, environment } = asked
      const settings = source.settle(values, positionals, environment)
      if (isProblems(settings)) return settings
      const metrics = await metricsOf(name, asked)
      if (isProblems(metrics)) return metrics
      const notices = metrics && countedNotices(metrics)
      const stop = new AbortController()
      const signals = handleSignals({
        onInterrupt: 'end',
        end: () => stop.abort(),
        stop() {
          process.stdout.destroy()
          stop.abort()
        },
      })
      // An error of stdout reaches the write that it belongs to; without a listener it would be thrown.
      process.stdout.on('error', () => {})
      const ending = (code: number): number => (signals.isInterrupted() ? EXIT.interrupted : code)
      try {
        const open = source.open(settings, stop.signal)
        try {
          if (open.measures !== undefined) metrics?.add(open.measures)
          if (open.writesRecords) await write(recordText(beginRecord(name), undefined))
          metrics?.ready()
          for await (const batch of open.batches) {
            metrics?.counts.read(batch.bytes.length, lineEnds(batch.bytes))
            if (open.writesRecords) notices?.take(batch.bytes)
            await write(batch.bytes)
            metrics?.counts.passed()
            batch.reuse()
            batch.acknowledged()
          }
          if (open.writesRecords) await write(recordText(endRecord(name), undefined))
        } finally {
          await open.finish()
        }
        return ending(open.exitCode())
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EPIPE') return ending(EXIT.ok) // the reader went away
        if (!signals.isStopped()) say(sentenceOf(error))
        return ending(EXIT.failed)
      } finally {
        await metrics?.close()
      }
    },
  }
}

function write(bytes: Buffer | string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(bytes, error => (error ? reject(error) : resolve()))
  })
}
