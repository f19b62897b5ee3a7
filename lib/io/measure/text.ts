// Measures as the text that Prometheus reads.
import { FAMILIES, type Family, type FamilyName, type Measure } from '../../metrics/families.ts'

export interface MetricsText {
  readonly type: string
  /** Returns the text; `common` are labels that every series has. */
  of(measures: readonly Measure[], common?: Readonly<Record<string, string>>): Promise<string>
}

/** Resolves to what makes the text. The library is loaded here, for those alone who ask for metrics. */
export async function metricsText(): Promise<MetricsText> {
  const { Counter, Gauge, Registry } = await import('prom-client')
  return {
    type: Registry.PROMETHEUS_CONTENT_TYPE,
    of(measures, common = {}) {
      // Made anew each time: what is gone, such as a job that is forgotten, has no series then.
      const registry = new Registry()
      registry.setDefaultLabels(common)
      for (const [name, values] of byFamily(measures)) {
        const { type, help, labels = [] }: Family = FAMILIES[name]
        const described = { name: `logmon_${name}`, help, labelNames: labels, registers: [registry] }
        const metric = type === 'counter' ? new Counter(described) : new Gauge(described)
        for (const { labels: given = {}, value } of values)
          if (metric instanceof Gauge) metric.set(given, value)
          else metric.inc(given, value)
      }
      return registry.metrics()
    },
  }
}

/** Measures by their families, in the order of the table. */
function byFamily(measures: readonly Measure[]): readonly (readonly [FamilyName, readonly Measure[]])[] {
  return (Object.keys(FAMILIES) as FamilyName[]).flatMap(name => {
    const values = measures.filter(measure => measure.name === name)
    return values.length === 0 ? [] : [[name, values] as const]
  })
}
