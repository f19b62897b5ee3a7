// `/metrics`: counts of the service in Prometheus' text.
import type { FastifyInstance } from 'fastify'
import type { Service } from './service.ts'

/** Adds the route, and the timing of every other one. */
export async function metricsRoute(app: FastifyInstance, service: Service): Promise<void> {
  const { collectDefaultMetrics, Gauge, Histogram, Registry } = await import('prom-client')
  const registers = [new Registry()]
  const [registry] = registers as [InstanceType<typeof Registry>]
  collectDefaultMetrics({ register: registry, prefix: 'logmon_' })
  const seconds = new Histogram({
    name: 'logmon_http_request_duration_seconds',
    help: 'Time until a request was answered.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30],
    registers,
  })
  const gauge = (name: string, help: string, value: () => number): void => {
    new Gauge({
      name: `logmon_${name}`,
      help,
      registers,
      collect() {
        this.set(value())
      },
    })
  }
  const { state, judging } = service.context
  gauge('jobs', 'Jobs that are known.', () => state.jobs().length)
  gauge('judged_logs', 'Logs whose verdicts are kept.', () => state.judgedLogs().length)
  gauge('open_attributions', 'Ids under which lines are collected.', () => state.attributions().length)
  gauge('judging', 'Logs that are being judged, or wait for it.', () => service.busy().length)
  gauge('followed_logs', 'Logs that are followed as they grow.', () => service.context.following.count())
  gauge('watchers', 'Pages and programs that watch.', () => service.events.count())
  gauge('events_total', 'Events so far.', () => state.next() - 1)
  for (const [name, help] of [
    ['started', 'Judgements that were begun.'],
    ['completed', 'Judgements that were made.'],
    ['failed', 'Judgements that failed.'],
    ['timedOut', 'Judgements that took too long.'],
    ['kept', 'Requests answered by a judgement that was kept.'],
    ['shared', 'Requests that waited for a judgement which another had asked for.'],
  ] as const)
    gauge(`judgements_${name === 'timedOut' ? 'timed_out' : name}_total`, help, () => judging.counts[name])
  app.addHook('onResponse', async (request, reply) => {
    // The route and not its path: paths are as many as strangers like.
    const route = request.routeOptions.url ?? 'none'
    seconds.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
  })
  app.get('/metrics', { schema: { summary: 'Counts, for Prometheus' } }, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  )
}
