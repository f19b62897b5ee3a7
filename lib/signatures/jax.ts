// JAX: the coordination service that holds its processes together, and the runtime's statuses.
import type { Signature } from './signature.ts'

const COORDINATION =
  'https://github.com/openxla/xla/blob/main/xla/tsl/distributed_runtime/coordination/coordination_service.cc'

export const jax: readonly Signature[] = [
  {
    // The service names the task that it no longer hears of; why it fell silent stands in that task's own log.
    id: 'jax.task-lost',
    anchors: ['heartbeat timeout', 'stopped sending heartbeats', 'has been set to ERROR in coordination service'],
    pattern:
      /\/task:(?<culpritRank>\d+)[^\n]*heartbeat timeout|stopped sending heartbeats\)?:?[^\n]*\/task:(?<silentTask>\d+)|\/task:(?<failedTask>\d+) has been set to ERROR/,
    category: 'process_exit',
    role: 'symptom',
    source: COORDINATION,
    samples: [
      'UNAVAILABLE: The following tasks are unhealthy (stopped sending heartbeats): /job:jax_worker/replica:0/task:3',
      '/job:jax_worker/replica:0/task:37 has been set to ERROR in coordination service: UNAVAILABLE: Task /job:jax_worker/replica:0/task:37 heartbeat timeout.',
    ],
    also: ['jax.coordination'],
  },
  {
    // The list below `The following tasks are unhealthy`, one task a line.
    id: 'jax.task-of-list',
    anchors: ['/task:'],
    pattern: /^\/job:\w+\/replica:\d+\/task:(?<culpritRank>\d+)$/,
    category: 'process_exit',
    role: 'fact',
    effect: 'culprit-of',
    about: ['jax.task-lost', 'jax.coordination'],
    source: COORDINATION,
    samples: ['/job:jax_worker/replica:0/task:3'],
  },
  {
    id: 'jax.connect',
    anchors: [
      'RegisterTask',
      'PjRT_Client_Connect',
      'Coordination service agent in error status',
      'Failed to connect to coordination service',
      'cluster registration failed',
      'Wait_for_all_tasks_to_register',
    ],
    pattern:
      /RegisterTask[^\n]*[Dd]eadline|(?:PjRT_Client_Connect|GetKeyValue)[^\n]*(?:timed out|[Dd]eadline)|[Bb]arrier timed out[^\n]*PjRT_Client_Connect|Coordination service agent in error status: DEADLINE_EXCEEDED|Failed to connect to coordination service|cluster registration failed|[Bb]arrier timed out[^\n]*Wait_for_all_tasks_to_register/,
    category: 'rendezvous',
    role: 'initiator',
    tier: 3,
    source: 'https://github.com/google/paxml/issues/77',
    samples: [
      'external/xla/xla/pjrt/distributed/client.cc:96] Coordination service agent in error status: DEADLINE_EXCEEDED: Deadline Exceeded',
      'jaxlib.xla_extension.XlaRuntimeError: DEADLINE_EXCEEDED: Barrier timed out. Barrier_id: PjRT_Client_Connect.',
      'Stopping coordination service as cluster registration failed.',
    ],
    also: ['jax.coordination', 'xla.internal'],
  },
  {
    id: 'jax.coordination',
    anchors: [
      'coordination service',
      'Coordination service',
      'CoordinationService',
      'heartbeat timeout',
      'tasks are unhealthy',
    ],
    pattern:
      /[Cc]oordination ?[Ss]ervice[^\n]*(?:heartbeat timeout(?!s?[ =:]+\d)|unhealthy|error|shut down|stopped)|tasks are unhealthy \(stopped sending heartbeats\)/,
    category: 'nccl_timeout',
    role: 'symptom',
    tier: 3,
    source: COORDINATION,
    samples: ['Terminating process because the coordination service has reported an error: task heartbeat timeout'],
  },
]
