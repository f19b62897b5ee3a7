// `/metrics`: counts of the service in Prometheus' text.
import type { FastifyInstance } from 'fastify'
import { FAMILIES, type Measure } from '../../metrics/families.ts'
import { metricsText } from '../measure/text.ts'
import type { Service } from './service.ts'

/** Adds the route, and the timing of every other one. */
export async function metricsRoute(app: FastifyInstance, service: Service): Promise<void> {
  const { collectDefaultMetrics, Histogram, Registry } = await import('prom-client')
  const registers = [new Registry()]
  const [registry] = registers as [InstanceType<typeof Registry>]
  const texts = await metricsText()
  collectDefaultMetrics({ register: registry, prefix: 'logmon_' })
  const seconds = new Histogram({
    name: 'logmon_http_request_duration_seconds',
    help: FAMILIES.http_request_duration_seconds.help,
    labelNames: FAMILIES.http_request_duration_seconds.labels,
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30],
    registers,
  })
  const { state, judging } = service.context
  const measures = (): readonly Measure[] => [
    { name: 'jobs', value: state.jobs().length },
    { name: 'judged_logs', value: state.judgedLogs().length },
    { name: 'open_attributions', value: state.attributions().length },
    { name: 'judging', value: service.busy().length },
    { name: 'followed_logs', value: service.context.following.count() },
    { name: 'watchers', value: service.events.count() },
    { name: 'events_total', value: state.next() - 1 },
    { name: 'judgements_started_total', value: judging.counts.started },
    { name: 'judgements_completed_total', value: judging.counts.completed },
    { name: 'judgements_failed_total', value: judging.counts.failed },
    { name: 'judgements_timed_out_total', value: judging.counts.timedOut },
    { name: 'judgements_kept_total', value: judging.counts.kept },
    { name: 'judgements_shared_total', value: judging.counts.shared },
  ]
  app.addHook('onResponse', async (request, reply) => {
    // The route and not its path: paths are as many as strangers like.
    const route = request.routeOptions.url ?? 'none'
    seconds.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
  })
  app.get('/metrics', { schema: { summary: 'Counts, for Prometheus' } }, async (_request, reply) =>
    reply.type(texts.type).send(`${await texts.of(measures())}${await registry.metrics()}`),
  )
}
