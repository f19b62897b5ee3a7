// The files of deploy/grafana: made of the table of panels by the build.
import type { JobConfig } from '../config/job.ts'
import { dashboardOf } from './dashboard.ts'
import { DASHBOARDS } from './panels.ts'
import { rulerFile, rulerText } from './ruler.ts'

const LOKI = 'grafana/loki:3.7.6'
const GRAFANA = 'grafana/grafana:12.0.2'

/** Returns the files by their paths below deploy/grafana. */
export function kitFiles(): Readonly<Record<string, string>> {
  return {
    'compose.yaml': COMPOSE,
    'loki.yaml': LOKI_CONFIG,
    'rules/logmon.yaml': rulerText(rulerFile(EXAMPLE), 'the kit; put those of your job files beside it'),
    'provisioning/datasources/loki.yaml': DATA_SOURCE,
    'provisioning/dashboards/logmon.yaml': PROVIDER,
    ...Object.fromEntries(
      DASHBOARDS.map(dashboard => [
        `dashboards/${dashboard.uid}.json`,
        `${JSON.stringify(dashboardOf(dashboard), undefined, 2)}\n`,
      ]),
    ),
  }
}

/** Rules that fit any job. */
const EXAMPLE: JobConfig = {
  rules: [{ name: 'slow steps', metric: 'step_time_ms', slow_when: { above_mean: { factor: 1.5 } } }],
}

const MADE = '# Made by npm run generate of lib/grafana; change that instead.\n'

const COMPOSE = `${MADE}# docker compose -f deploy/grafana/compose.yaml up -d
# The password of Grafana's user admin is what stands in the file admin-password beside this one.
services:
  loki:
    image: ${LOKI}
    command: -config.file=/etc/loki/loki.yaml
    ports:
      # On this host alone. Other hosts: an address of a network that only they are in, or a tunnel of ssh.
      - '\${LOKI_ADDRESS:-127.0.0.1}:3100:3100'
    volumes:
      - ./loki.yaml:/etc/loki/loki.yaml:ro
      - ./rules:/etc/loki/rules/fake:ro
      - loki-data:/loki
    restart: unless-stopped
  grafana:
    image: ${GRAFANA}
    depends_on:
      - loki
    environment:
      GF_AUTH_ANONYMOUS_ENABLED: 'false'
      GF_USERS_ALLOW_SIGN_UP: 'false'
      GF_SECURITY_ADMIN_PASSWORD__FILE: /run/secrets/grafana-admin
      GF_ANALYTICS_REPORTING_ENABLED: 'false'
      GF_ANALYTICS_CHECK_FOR_UPDATES: 'false'
    secrets:
      - grafana-admin
    ports:
      - '127.0.0.1:3000:3000'
    volumes:
      - ./provisioning:/etc/grafana/provisioning:ro
      - ./dashboards:/var/lib/grafana-dashboards:ro
      - grafana-data:/var/lib/grafana
    restart: unless-stopped
secrets:
  grafana-admin:
    file: ./admin-password
volumes:
  loki-data: {}
  grafana-data: {}
`

const LOKI_CONFIG = `${MADE}auth_enabled: false
server:
  http_listen_port: 3100
common:
  path_prefix: /loki
  replication_factor: 1
  ring:
    kvstore:
      store: inmemory
  storage:
    filesystem:
      chunks_directory: /loki/chunks
      rules_directory: /etc/loki/rules
schema_config:
  configs:
    - from: '2024-01-01'
      store: tsdb
      object_store: filesystem
      schema: v13
      index:
        prefix: index_
        period: 24h
limits_config:
  allow_structured_metadata: true
  # logmon names levels and jobs itself.
  discover_log_levels: false
  discover_service_name: []
  # Logs of a job that has ended can be sent, too.
  reject_old_samples_max_age: 30d
  retention_period: 90d
compactor:
  working_directory: /loki/compactor
  retention_enabled: true
  delete_request_store: filesystem
ruler:
  rule_path: /loki/rules-temp
  enable_api: true
analytics:
  reporting_enabled: false
`

const DATA_SOURCE = `${MADE}apiVersion: 1
datasources:
  - name: Loki
    uid: logmon-loki
    type: loki
    access: proxy
    url: http://loki:3100
    isDefault: true
`

const PROVIDER = `${MADE}apiVersion: 1
providers:
  - name: logmon
    folder: logmon
    type: file
    options:
      path: /var/lib/grafana-dashboards
`
