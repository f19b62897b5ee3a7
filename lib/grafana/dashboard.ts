// A row of the table -> a dashboard as Grafana reads it.
import type { Annotation, Dashboard, Panel } from './panels.ts'

const SOURCE = { type: 'loki', uid: 'logmon-loki' } as const
const COLUMNS = 24

/** Returns the dashboard as JSON of Grafana. */
export function dashboardOf({ uid, title, describe, hasJob, panels, annotations }: Dashboard): object {
  return {
    uid,
    title,
    description: describe,
    tags: ['logmon'],
    schemaVersion: 39,
    version: 1,
    editable: true,
    refresh: '30s',
    time: { from: 'now-3h', to: 'now' },
    timezone: 'browser',
    annotations: { list: annotations.map(annotationOf) },
    templating: { list: hasJob ? [JOB_VARIABLE] : [] },
    panels: placed(panels),
  }
}

const JOB_VARIABLE = {
  name: 'job',
  label: 'Job',
  type: 'query',
  datasource: SOURCE,
  query: { label: 'job', stream: '', type: 1 },
  refresh: 2,
  sort: 1,
}

const annotationOf = ({ name, ask, colour }: Annotation): object => ({
  name,
  datasource: SOURCE,
  enable: true,
  iconColor: colour,
  expr: ask,
})

/** Side by side, as far as there is room, in the order of the table. */
function placed(panels: readonly Panel[]): readonly object[] {
  let [x, y, rowHeight] = [0, 0, 0]
  return panels.map((panel, index) => {
    const [w, h] = panel.size
    if (x + w > COLUMNS) {
      x = 0
      y += rowHeight
      rowHeight = 0
    }
    const made = panelOf(panel, index + 1, { x, y, w, h })
    x += w
    rowHeight = Math.max(rowHeight, h)
    return made
  })
}

function panelOf({ title, kind, unit, queries }: Panel, id: number, gridPos: object): object {
  const isInstant = kind === 'stat' || kind === 'bargauge'
  return {
    id,
    title,
    type: kind,
    gridPos,
    datasource: SOURCE,
    fieldConfig: { defaults: unit === undefined ? {} : { unit }, overrides: [] },
    options:
      kind === 'logs' ? { showTime: true, wrapLogMessage: true, sortOrder: 'Descending', enableLogDetails: true } : {},
    targets: queries.map(({ ask, legend }, index) => ({
      refId: String.fromCharCode(65 + index),
      datasource: SOURCE,
      expr: ask,
      queryType: isInstant ? 'instant' : 'range',
      ...(legend === undefined ? {} : { legendFormat: legend }),
    })),
  }
}
