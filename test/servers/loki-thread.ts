// A fake Loki in a thread of its own: it answers also while a test waits for a program.
import { parentPort, Worker, workerData } from 'node:worker_threads'
import { fakeLoki, type LokiLimits } from './fake-loki.ts'

/** Resolves to its address; it ends with the test's process. */
export function lokiThread(limits: Partial<LokiLimits> = {}): Promise<string> {
  const worker = new Worker(new URL(import.meta.url), { workerData: { limits } })
  worker.unref()
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}

if (parentPort !== null) {
  const { url } = await fakeLoki((workerData as { limits: Partial<LokiLimits> }).limits)
  parentPort.postMessage(url)
}
