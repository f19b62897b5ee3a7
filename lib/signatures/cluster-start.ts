// What fails before the program runs: allocation, image, container, script.
import type { Signature } from './signature.ts'

const SLURM = 'https://slurm.schedmd.com/job_reason_codes.html'

export const clusterStart: readonly Signature[] = [
  {
    id: 'slurm.prolog',
    anchors: [
      'Task launch for',
      'Prolog',
      'prolog',
      'Job credential',
      'Zero Bytes were transmitted',
      'Socket timed out on send/recv',
    ],
    pattern:
      /(?:Task|Job) [Pp]rolog (?:failed|exited)|[Pp]rolog (?:failure|error|failed)|Task launch for \S+ failed on node (?<node>[\w.-]+)|Job credential (?:expired|revoked)|Zero Bytes were transmitted or received|Socket timed out on send\/recv operation/,
    category: 'container_setup',
    role: 'initiator',
    tier: 3,
    source: 'https://slurm.schedmd.com/prolog_epilog.html',
    samples: [
      'slurmstepd: error: Task prolog exited with exit code 1',
      'srun: error: Task launch for StepId=9.0 failed on node n7: Job credential expired',
      'srun: error: Unable to create step: Socket timed out on send/recv operation',
    ],
    also: ['launcher.exit-code'],
  },
  {
    id: 'slurm.request',
    anchors: [
      'Batch job submission failed',
      'Unable to allocate resources',
      'Unable to create step',
      'Requested node configuration',
      'More processors requested',
    ],
    pattern:
      /(?:Batch job submission failed|Unable to allocate resources|Unable to create step[^\n]*): (?<reason>Requested node configuration is not available|Invalid (?:account|partition|qos)[^\n]*|More processors requested than permitted|Requested time limit is invalid[^\n]*|Job violates accounting\/QOS policy[^\n]*|Invalid generic resource[^\n]*|User's group not permitted[^\n]*)/,
    category: 'config_error',
    role: 'initiator',
    source: SLURM,
    samples: [
      'sbatch: error: Batch job submission failed: Requested node configuration is not available',
      'srun: error: Unable to create step for job 5: More processors requested than permitted',
    ],
  },
  {
    id: 'kubernetes.cannot-start',
    anchors: [
      'FailedScheduling',
      'ImagePullBackOff',
      'ErrImagePull',
      'CreateContainerError',
      'CrashLoopBackOff',
      'CreateContainerConfigError',
      'FailedMount',
      'RunContainerError',
      'Failed to pull image',
      ' nodes are available: ',
      'runAsNonRoot',
    ],
    pattern:
      /FailedScheduling|ImagePullBackOff|ErrImagePull|CreateContainer(?:Config)?Error|CrashLoopBackOff|\bFailedMount\b|RunContainerError|Failed to pull image|\d+\/\d+ nodes are available: |container has runAsNonRoot/,
    category: 'container_setup',
    role: 'initiator',
    source: 'https://kubernetes.io/docs/tasks/debug/debug-application/debug-pods/',
    samples: [
      'Warning  FailedScheduling  default-scheduler  0/8 nodes are available: 8 Insufficient nvidia.com/gpu.',
      'Back-off pulling image "x": ImagePullBackOff',
    ],
  },
  {
    id: 'container.setup',
    anchors: [
      'pyxis:',
      'enroot',
      'execve():',
      'OCI runtime',
      'docker: Error',
      'FATAL:   ',
      'apptainer',
      'singularity',
      'nvidia-container-cli',
      'container creation failed',
    ],
    pattern:
      /pyxis: (?:failed to import|couldn't start container|container start failed|failed to create container)|enroot-\w+: error|slurmstepd: error: execve\(\): (?<program>\S+): (?:No such file|Permission denied)|OCI runtime (?:create|exec) failed|docker: Error response from daemon|^FATAL: {3}\S|^container creation failed: |nvidia-container-cli: \w+ error/,
    category: 'container_setup',
    role: 'initiator',
    source: 'https://github.com/NVIDIA/pyxis',
    samples: [
      "slurmstepd: error: pyxis: couldn't start container",
      'slurmstepd: error: execve(): train.sh: No such file or directory',
      'docker: Error response from daemon: could not select device driver "" with capabilities: [[gpu]].',
      'nvidia-container-cli: initialization error: driver rpc error: timed out',
    ],
    also: ['exception.file-not-found'],
  },
  {
    id: 'packages.cannot-install',
    anchors: [
      'Could not find a version that satisfies',
      'No matching distribution found',
      'ResolutionImpossible',
      'PackagesNotFoundError',
      'UnsatisfiableError',
    ],
    pattern:
      /Could not find a version that satisfies|No matching distribution found for|ResolutionImpossible|PackagesNotFoundError|UnsatisfiableError/,
    category: 'import_error',
    role: 'initiator',
    source: 'https://pip.pypa.io/en/stable/topics/dependency-resolution/',
    samples: [
      'ERROR: Could not find a version that satisfies the requirement torch==2.9.9 (from versions: 2.6.0)',
      'ERROR: No matching distribution found for torch==2.9.9',
    ],
  },
  {
    id: 'shell.cannot-run',
    anchors: [
      'command not found',
      'Script not found',
      "can't open file",
      'No such file or directory',
      'cannot execute binary file',
      'Exec format error',
      'bad interpreter',
      'module: command',
      'Lmod has detected the following error',
      'CondaError',
      'EnvironmentNameNotFound',
      'Could not find conda environment',
    ],
    pattern:
      /: command not found$|Script not found: (?<path>\S+)|can't open file '(?<script>[^']+)'|cannot execute binary file|Exec format error|bad interpreter|Lmod has detected the following error|EnvironmentNameNotFound|^(?:bash|sh|slurm_script|\S+\.sh|\/\S+): (?:line \d+: )?(?:\S+: )+No such file or directory$/,
    category: 'config_error',
    role: 'initiator',
    source: 'https://www.gnu.org/software/bash/manual/html_node/Exit-Status.html',
    samples: [
      '[primus-slurm-entry][ERROR] Script not found: /var/spool/job38306/cli.sh',
      'bash: line 3: torchrun: command not found',
      "python: can't open file 'train.py': [Errno 2] No such file or directory",
      '/var/spool/slurmd/job5/slurm_script: line 12: /opt/env/bin/activate: No such file or directory',
    ],
    also: ['exception.file-not-found'],
  },
]
