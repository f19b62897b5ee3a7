// The one table of the Grafana kit: dashboards, their panels, and what each asks Loki. `$job` is the variable of a
// dashboard; `$__auto` is the time between two points, which Grafana fills in.

export interface Query {
  /** LogQL. */
  readonly ask: string
  /** What a line of the panel is called, with labels in braces. */
  readonly legend?: string
}

export interface Panel {
  readonly title: string
  readonly kind: 'timeseries' | 'stat' | 'logs' | 'bargauge'
  /** Of Grafana: s, ms, percentunit, short. */
  readonly unit?: string
  /** In columns, of 24, and in rows. */
  readonly size: readonly [width: number, height: number]
  readonly queries: readonly Query[]
}

export interface Annotation {
  readonly name: string
  readonly ask: string
  readonly colour: string
}

export interface Dashboard {
  /** Stays: links to a dashboard are made of it. */
  readonly uid: string
  readonly title: string
  readonly describe: string
  /** True where one job is chosen. */
  readonly hasJob: boolean
  readonly panels: readonly Panel[]
  readonly annotations: readonly Annotation[]
}

/** Values of lines of one job; what has no such field, or none that is a number, is left out. */
const values = (field: string): string => `{job="$job"} | ${field}!="" | unwrap ${field} | __error__=""`

const own = (kind: string, job: string): string => `{component="logmon", job=~"${job}"} | kind="${kind}"`

const STATES: Annotation = {
  name: 'states',
  ask: `${own('status', '$job')} | json scope="scope", to="to", reason="reason" | scope="job" | line_format "{{.to}} {{.reason}}"`,
  colour: 'orange',
}

export const DASHBOARDS: readonly Dashboard[] = [
  {
    uid: 'logmon-jobs',
    title: 'logmon: all jobs',
    describe: 'Which jobs write, how they are, and what went wrong.',
    hasJob: false,
    annotations: [],
    panels: [
      {
        title: 'Jobs that write',
        kind: 'stat',
        size: [6, 5],
        queries: [{ ask: 'count(sum by (job) (count_over_time({job=~".+", component!="logmon"} [5m])))' }],
      },
      {
        title: 'Lines per second',
        kind: 'timeseries',
        unit: 'short',
        size: [18, 8],
        queries: [{ ask: 'sum by (job) (rate({job=~".+", component!="logmon"} [$__auto]))', legend: '{{job}}' }],
      },
      {
        title: 'Errors',
        kind: 'timeseries',
        size: [12, 8],
        queries: [
          {
            ask: 'sum by (job) (count_over_time({job=~".+", level=~"ERROR|CRITICAL"} [$__auto]))',
            legend: '{{job}}',
          },
        ],
      },
      {
        title: 'Last step',
        kind: 'bargauge',
        size: [12, 8],
        queries: [
          {
            ask: 'max by (job) (max_over_time({job=~".+"} | step!="" | unwrap step | __error__="" [1h]))',
            legend: '{{job}}',
          },
        ],
      },
      {
        title: 'States',
        kind: 'logs',
        size: [12, 10],
        queries: [
          {
            ask: `${own('status', '.+')} | json scope="scope", from="from", to="to", reason="reason" | scope="job" | line_format "{{.job}}: {{.from}} -> {{.to}} {{.reason}}"`,
          },
        ],
      },
      {
        title: 'Alerts',
        kind: 'logs',
        size: [12, 10],
        queries: [{ ask: `${own('alert', '.+')} | json summary="summary" | line_format "{{.summary}}"` }],
      },
    ],
  },
  {
    uid: 'logmon-job',
    title: 'logmon: one job',
    describe: 'Step time, loss and throughput, states as annotations, ranks, errors and alerts of one job.',
    hasJob: true,
    annotations: [STATES],
    panels: [
      {
        title: 'Step',
        kind: 'stat',
        size: [4, 4],
        queries: [{ ask: `max(max_over_time(${values('step')} [1h]))` }],
      },
      {
        title: 'Ranks that write',
        kind: 'stat',
        size: [4, 4],
        queries: [{ ask: 'count(sum by (rank) (count_over_time({job="$job", rank=~".+"} [5m])))' }],
      },
      {
        title: 'Step time',
        kind: 'timeseries',
        unit: 'ms',
        size: [16, 8],
        queries: [
          { ask: `avg(avg_over_time(${values('step_time_ms')} [$__auto]))`, legend: 'mean' },
          { ask: `max(max_over_time(${values('step_time_ms')} [$__auto]))`, legend: 'slowest' },
        ],
      },
      {
        title: 'Loss',
        kind: 'timeseries',
        size: [12, 8],
        queries: [{ ask: `avg(avg_over_time(${values('loss')} [$__auto]))`, legend: 'loss' }],
      },
      {
        title: 'Throughput (steps per minute)',
        kind: 'timeseries',
        size: [12, 8],
        queries: [
          { ask: `60 * 1000 / avg(avg_over_time(${values('step_time_ms')} [$__auto]))`, legend: 'steps per minute' },
        ],
      },
      {
        title: 'Lines of each rank',
        kind: 'timeseries',
        size: [12, 8],
        queries: [
          { ask: 'sum by (rank) (count_over_time({job="$job", rank=~".+"} [$__auto]))', legend: 'rank {{rank}}' },
        ],
      },
      {
        title: 'Failures by kind',
        kind: 'timeseries',
        size: [12, 8],
        queries: [
          {
            ask: `sum by (category) (count_over_time(${own('failure', '$job')} | json category="category" [$__auto]))`,
            legend: '{{category}}',
          },
        ],
      },
      {
        title: 'Alerts',
        kind: 'logs',
        size: [24, 7],
        queries: [{ ask: `${own('alert', '$job')} | json summary="summary" | line_format "{{.summary}}"` }],
      },
      {
        title: 'Errors',
        kind: 'logs',
        size: [24, 10],
        queries: [{ ask: '{job="$job", level=~"ERROR|CRITICAL"}' }],
      },
    ],
  },
  {
    uid: 'logmon-fleet',
    title: 'logmon: the fleet',
    describe: 'How much of the time was spent in steps, and what took the rest.',
    hasJob: false,
    annotations: [],
    panels: [
      {
        title: 'Goodput: share of the last hour that was spent in steps',
        kind: 'bargauge',
        unit: 'percentunit',
        size: [12, 10],
        queries: [
          {
            ask: 'max by (job) (sum by (job, rank) (sum_over_time({job=~".+"} | step_time_ms!="" | unwrap step_time_ms | __error__="" [1h]))) / 3600000',
            legend: '{{job}}',
          },
        ],
      },
      {
        title: 'Jobs that fell out of step',
        kind: 'timeseries',
        size: [12, 10],
        queries: [
          {
            ask: `sum by (to) (count_over_time(${own('status', '.+')} | json scope="scope", to="to" | scope="job" | to=~"SLOW|HANGING|FAULTED" [$__auto]))`,
            legend: '{{to}}',
          },
        ],
      },
      {
        title: 'Causes',
        kind: 'timeseries',
        size: [12, 10],
        queries: [
          {
            ask: `sum by (category) (count_over_time(${own('failure', '.+')} | json category="category" [$__auto]))`,
            legend: '{{category}}',
          },
        ],
      },
      {
        title: 'Verdicts',
        kind: 'logs',
        size: [12, 10],
        queries: [
          {
            ask: `${own('verdict', '.+')} | json action="action", category="category", state="state" | line_format "{{.job}}: {{.action}}: {{.category}} ({{.state}})"`,
          },
        ],
      },
    ],
  },
]
