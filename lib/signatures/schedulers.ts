// The scheduler's word: Slurm, PBS, LSF, Kubernetes, clouds.
import type { Signature } from './signature.ts'

const SLURM = 'https://slurm.schedmd.com/job_reason_codes.html'
const SACCT = 'https://slurm.schedmd.com/sacct.html#SECTION_JOB-STATE-CODES'
const SLURM_SIGNALS = 'https://slurm.schedmd.com/scancel.html'
const KUBERNETES = 'https://kubernetes.io/docs/concepts/scheduling-eviction/'
const SUBMITIT = 'https://github.com/facebookincubator/submitit/blob/main/submitit/core/job_environment.py'
const LIGHTNING =
  'https://github.com/Lightning-AI/pytorch-lightning/blob/master/src/lightning/pytorch/trainer/connectors/signal_connector.py'
const SPOT = 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html'

export const schedulers: readonly Signature[] = [
  {
    id: 'slurm.time-limit',
    anchors: ['DUE TO TIME LIMIT', 'TimeLimit exhausted'],
    pattern:
      /\*\*\* (?:JOB|STEP) (?<job>[\d._a-z]+) ON (?<node>[\w.-]+) CANCELLED AT (?<at>[\dT:-]+) DUE TO TIME LIMIT \*\*\*|DUE TO TIME LIMIT/,
    category: 'time_limit',
    role: 'initiator',
    tier: 5,
    source: SLURM,
    samples: ['slurmstepd: error: *** STEP 1999616.0 ON r6i4n5 CANCELLED AT 2021-05-27T21:42:11 DUE TO TIME LIMIT ***'],
  },
  {
    id: 'slurm.preempted',
    anchors: ['DUE TO PREEMPTION', 'due to preemption'],
    pattern:
      /\*\*\* (?:JOB|STEP) (?<job>[\d._a-z]+) ON (?<node>[\w.-]+) CANCELLED AT [\dT:-]+ DUE TO PREEMPTION|DUE TO PREEMPTION|(?:cancelled|killed|requeued|terminated) due to preemption/i,
    category: 'preempted',
    role: 'initiator',
    tier: 5,
    source: SLURM,
    samples: ['slurmstepd: error: *** JOB 4242 ON node7 CANCELLED AT 2024-01-02T03:04:05 DUE TO PREEMPTION ***'],
  },
  {
    // The host after ON is only the step's first node: it is not blamed.
    id: 'slurm.node-failure',
    anchors: ['DUE TO NODE FAILURE'],
    pattern: /DUE TO NODE FAILURE/,
    category: 'node_failure',
    role: 'initiator',
    about: ['slurm.node-failed'],
    tier: 5,
    source: SLURM,
    samples: [
      'slurmstepd: error: *** STEP 1728.0 ON jean-zay-iam17 CANCELLED AT 2022-05-08T04:14:00 DUE TO NODE FAILURE, SEE SLURMCTLD LOG FOR DETAILS ***',
    ],
  },
  {
    // `srun --kill-on-bad-exit`: which task it was stands elsewhere, and the host after ON is the step's first node.
    id: 'slurm.task-failed',
    anchors: ['DUE TO TASK FAILURE'],
    pattern: /DUE TO TASK FAILURE/,
    category: 'process_exit',
    role: 'symptom',
    source: SLURM,
    samples: [
      'slurmstepd: error: *** STEP 52222788.0 ON nid002888 CANCELLED AT 2026-04-29T23:36:37 DUE TO TASK FAILURE ***',
    ],
  },
  {
    id: 'slurm.node-failed',
    anchors: ['Node failure on', 'due to failure of node', 'NODE_FAIL'],
    pattern:
      /(?:(?:srun|salloc|sbatch): error: Node failure on|due to failure of node) (?<node>[\w.[\],-]+)|\bNODE_FAIL\b/,
    category: 'node_failure',
    role: 'initiator',
    tier: 5,
    source: SLURM,
    samples: [
      'srun: error: Node failure on jean-zay-iam37',
      'salloc: error: Node failure on worker-1',
      'slurmctld: requeue job JobId=551 due to failure of node cn77',
    ],
  },
  {
    // A busy node or controller is silent for a while, too.
    id: 'slurm.node-silent',
    anchors: ['not responding', 'Unable to confirm allocation', 'Unable to contact slurm controller'],
    pattern:
      /error: Nodes? (?<silentNode>[\w.[\],-]+) (?:is |are )?not responding|Unable to confirm allocation for job|Unable to contact slurm controller/,
    category: 'node_failure',
    role: 'initiator',
    tier: 3,
    source: SLURM,
    samples: [
      'srun: error: Node gpu-7 is not responding',
      'slurmctld: error: Nodes gpu-[7-8] not responding',
      'salloc: error: Unable to contact slurm controller (connect failure)',
    ],
  },
  {
    id: 'slurm.requeued',
    anchors: ['DUE TO JOB REQUEUE', 'CANCELLED DUE TO JOB REQUEUE'],
    pattern: /DUE TO JOB REQUEUE/,
    category: 'requeued',
    role: 'initiator',
    tier: 5,
    source: SLURM,
    samples: ['slurmstepd: error: *** JOB 77 ON n1 CANCELLED AT 2024-05-05T05:05:05 DUE TO JOB REQUEUE ***'],
  },
  {
    id: 'submitit.time-limit',
    anchors: ['Job has timed out'],
    pattern: /\bJob has timed out\. Ran \d+ minutes out of requested \d+ minutes/,
    category: 'time_limit',
    role: 'initiator',
    tier: 5,
    source: SUBMITIT,
    samples: [
      '[2026-10-21 11:50:15,215][submitit][INFO] - Job has timed out. Ran 60 minutes out of requested 60 minutes.',
    ],
  },
  {
    id: 'submitit.preempted',
    anchors: ['this job is preempted'],
    pattern: /Caught signal \w+ on (?<node>[\w.-]+): this job is preempted/,
    category: 'preempted',
    role: 'initiator',
    tier: 5,
    source: SUBMITIT,
    samples: ['[2026-10-21 11:50:15,215][submitit][WARNING] - Caught signal SIGHUP on node293: this job is preempted.'],
  },
  {
    // The signal is Slurm's, some time before the limit: the process that catches it has the job requeued.
    id: 'lightning.requeue',
    anchors: ['handling auto-requeue', 'requeing job', 'requeuing job', 'Requeued SLURM job'],
    pattern: /handling auto-requeue|\brequeu?e?ing job \d|Requeued SLURM job/,
    category: 'requeued',
    role: 'initiator',
    tier: 5,
    also: ['signal.terminated'],
    source: LIGHTNING,
    samples: ['[rank: 0] Received SIGUSR1 signal: handling auto-requeue...', 'requeing job 4242...'],
  },
  {
    // No reason given: a person, or the launcher's own clean-up after a failure. A cause only where nothing failed
    // before it.
    id: 'slurm.cancelled',
    anchors: ['CANCELLED AT', 'Job step aborted', 'job cancelled', 'Job cancelled'],
    pattern:
      /\*\*\* (?:JOB|STEP) (?<job>[\d._a-z]+) (?:ON (?<node>[\w.-]+) )?CANCELLED AT [\dT:-]+ \*\*\*|STEP CANCELLED/,
    category: 'user_cancelled',
    role: 'teardown',
    tier: 5,
    source: SLURM_SIGNALS,
    samples: ['slurmstepd: error: *** STEP 1809579.0 ON r8i3n1 CANCELLED AT 2021-05-23T08:45:57 ***'],
  },
  {
    id: 'slurm.step-aborted',
    anchors: ['Job step aborted', 'Force Terminated'],
    pattern: /srun: Job step aborted: Waiting up to/,
    category: 'user_cancelled',
    role: 'teardown',
    tier: 2,
    source: SLURM_SIGNALS,
    samples: ['srun: Job step aborted: Waiting up to 62 seconds for job step to finish.'],
  },
  {
    id: 'slurm.step-failed',
    anchors: ['FAILED (non-zero exit code or other failure mode)'],
    pattern: /FAILED \(non-zero exit code or other failure mode\)/,
    category: 'process_exit',
    role: 'confirms',
    tier: 1,
    source: SLURM,
    samples: ['*** STEP 33.0 FAILED (non-zero exit code or other failure mode) ***'],
  },
  {
    // What sacct prints of a step: its state before its exit code.
    id: 'slurm.accounting-time',
    anchors: [' TIMEOUT ', '|TIMEOUT|'],
    pattern: /^\s*\d+(?:[_.]\w+){0,2}[\s|][^\n]{0,300}[\s|]TIMEOUT[\s|]+\d+:\d+/,
    category: 'time_limit',
    role: 'confirms',
    source: SACCT,
    samples: [
      '1234              train      gpu       acct         64    TIMEOUT      0:0',
      '1234|train|gpu|acct|64|TIMEOUT|0:0',
    ],
  },
  {
    id: 'slurm.accounting-memory',
    anchors: ['OUT_OF_ME'],
    pattern: /^\s*\d+(?:[_.]\w+){0,2}[\s|][^\n]{0,300}[\s|]OUT_OF_ME(?:MORY|M|\+)[\s|]+\d+:\d+/,
    category: 'oom_host',
    role: 'confirms',
    source: SACCT,
    samples: [
      '1234.0            train                 acct         64 OUT_OF_ME+    0:125',
      '1234.0|train||acct|64|OUT_OF_MEMORY|0:125',
    ],
  },
  {
    id: 'pbs.walltime',
    anchors: ['PBS: job killed', 'TERM_RUNLIMIT', 'TERM_MEMLIMIT'],
    pattern: /PBS: job killed: walltime \d+ exceeded limit|TERM_RUNLIMIT/,
    category: 'time_limit',
    role: 'initiator',
    tier: 5,
    source: 'https://help.altair.com/2022.1.0/PBS%20Professional/PBSAdminGuide2022.1.pdf',
    samples: [
      '=>> PBS: job killed: walltime 3641 exceeded limit 3600',
      'TERM_RUNLIMIT: job killed after reaching LSF run time limit.',
    ],
  },
  {
    id: 'lsf.memory',
    anchors: ['TERM_MEMLIMIT', 'PBS: job killed'],
    pattern: /TERM_MEMLIMIT|PBS: job killed: (?:mem|vmem|pmem)/,
    category: 'oom_host',
    role: 'initiator',
    tier: 5,
    source: 'https://www.ibm.com/docs/en/spectrum-lsf/10.1.0?topic=bjobs-termination-reasons',
    samples: ['TERM_MEMLIMIT: job killed after reaching LSF memory usage limit.'],
  },
  {
    // Over the pod's own limit, or its volume's: the next one fills it again.
    id: 'kubernetes.storage-limit',
    anchors: [
      'ephemeral local storage usage exceeds',
      'exceeded its local ephemeral storage limit',
      'usage exceeds its limit',
      'usage of EmptyDir volume',
    ],
    pattern:
      /ephemeral local storage usage exceeds the total limit|exceeded its local ephemeral storage limit|[Uu]sage of EmptyDir volume [^\n]*exceeds the limit/,
    category: 'disk_full',
    role: 'initiator',
    tier: 5,
    source:
      'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#resource-emphemeralstorage-consumption',
    samples: [
      'Warning  Evicted  109s  kubelet  Pod ephemeral local storage usage exceeds the total limit of containers 5Gi.',
      'Container train exceeded its local ephemeral storage limit "20Gi".',
    ],
    also: ['kubernetes.evicted'],
  },
  {
    id: 'kubernetes.evicted',
    anchors: [
      'Evicted',
      'are evicted',
      'was evicted',
      'was low on resource',
      'NodeNotReady',
      'Preempted by',
      'DisruptionTarget',
      'node.kubernetes.io/unreachable',
      'TerminationByKubelet',
    ],
    pattern:
      /\bEvicted\b|\b(?:pods?|workers?|jobs?) (?:is|are|was|were) evicted\b|The node was low on resource: (?<resource>[\w-]+)|Preempted by|DisruptionTarget/,
    category: 'preempted',
    role: 'initiator',
    tier: 5,
    source: KUBERNETES,
    samples: [
      'Status: Failed  Reason: Evicted  Message: The node was low on resource: ephemeral-storage.',
      'Preempted by default/other-job on node gke-1',
    ],
  },
  {
    id: 'kubernetes.node-lost',
    anchors: ['NodeNotReady', 'NodeLost', 'Node is not ready', 'node.kubernetes.io/unreachable'],
    pattern:
      /\b[Nn]ode (?<node>[\w.-]+) status is now: NodeNotReady|\bNodeNotReady\b|\bNodeLost\b|Node is not ready|node\.kubernetes\.io\/unreachable/,
    category: 'node_failure',
    role: 'initiator',
    tier: 5,
    source: KUBERNETES,
    samples: ['Warning  NodeNotReady  3m  node-controller  Node is not ready'],
  },
  {
    id: 'cloud.spot-notice',
    anchors: [
      'pot Instance',
      'pot instance',
      'pot VM',
      'reemptible',
      'instance-action',
      'maintenance event',
      'instance will be ',
      'TERMINATE_ON_HOST_MAINTENANCE',
      'preemption notice',
      'Preemption notice',
      'termination is imminent',
      'lame workers found',
      'has been preempted',
      ' is preempted',
      ' was preempted',
      ' got preempted',
    ],
    pattern:
      /\b(?:[Ss]pot (?:[Ii]nstance|VM)|[Pp]reemptible (?:VM|node|instance))s?\b[^\n]{0,60}\b(?:interrupt(?:ion|ed)|reclaim(?:ed)?|evict(?:ed|ion)|preempt(?:ed|ion)|terminat(?:ed|ion))|spot\/instance-action|TERMINATE_ON_HOST_MAINTENANCE|[Pp]reemption notice|(?:instance|[Cc]luster|VM) (?:is|was|has been|is being|got) preempted\b|\btermination is imminent\b|lame workers found|(?:upcoming|received|got) (?:a )?(?:host )?maintenance event|instance will be (?:terminated|preempted|reclaimed|stopped) in\b/,
    category: 'preempted',
    role: 'initiator',
    tier: 5,
    source: SPOT,
    samples: [
      'Received EC2 Spot Instance interruption notice, checkpointing',
      'The instance was preempted.',
      'Cluster is preempted. Recovering...',
      'the instance will be terminated in 60 s',
      'GCP Metadata Service says termination is imminent',
      'EC2 Spot instance i-0abc12 will be terminated in 2 minutes',
    ],
  },
]
