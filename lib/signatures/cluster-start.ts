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
      /(?:Task|Job) [Pp]rolog (?:failed|exited)|[Pp]rolog (?:failure|error|failed)|Task launch for \S+ failed on node (?<node>[\w.-]+)|Zero Bytes were transmitted or received|Socket timed out on send\/recv operation/,
    category: 'container_setup',
    role: 'initiator',
    tier: 3,
    source: 'https://slurm.schedmd.com/prolog_epilog.html',
    samples: [
      'slurmstepd: error: Task prolog exited with exit code 1',
      'srun: error: Task launch for StepId=9.0 failed on node n7: Task prolog error',
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
    // The registry has answered: what is not there, or not for us, is not there the next time.
    id: 'kubernetes.no-image',
    anchors: ['Failed to pull image', 'manifest unknown', 'manifest for '],
    pattern:
      /Failed to pull image "?(?<path>[^\s"]+)[^\n]*(?:not found|NotFound|manifest unknown|does not exist|denied|[Uu]nauthorized|authorization failed)|manifest (?:for \S+ not found|unknown)/,
    category: 'config_error',
    role: 'initiator',
    source: 'https://kubernetes.io/docs/concepts/containers/images/#imagepullbackoff',
    samples: [
      'Warning  Failed  kubelet  Failed to pull image "r/train:v9": rpc error: code = NotFound desc = failed to resolve reference: not found',
      'Error response from daemon: manifest for r/train:v9 not found: manifest unknown',
    ],
    also: ['kubernetes.cannot-start'],
  },
  {
    // Whoever answers a probe no more, or ends, is started again by the kubelet.
    id: 'kubernetes.liveness',
    anchors: ['iveness probe', 'tartup probe', 'ack-off restarting failed'],
    pattern:
      /(?:failed (?:liveness|startup) probe, will be restarted|(?:Liveness|Startup) probe failed)|[Bb]ack-off restarting failed container/,
    category: 'process_exit',
    role: 'symptom',
    source: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
    samples: [
      'Normal  Killing  kubelet  Container train failed liveness probe, will be restarted',
      'Warning  Unhealthy  kubelet  Liveness probe failed: HTTP probe failed with statuscode: 500',
      'Warning  BackOff  kubelet  Back-off restarting failed container train in pod train-0_ml(8d6860a7)',
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
    // What the runtime says when a hook or the program failed to start: the line that says why stands beside it.
    id: 'container.not-started',
    anchors: [
      'pyxis:',
      'OCI runtime',
      'docker: Error',
      'Error response from daemon',
      'container creation failed',
      'spank_pyxis',
      'enroot/hooks.d',
    ],
    pattern:
      /pyxis: (?:couldn't start container|container start failed|failed to create container)|OCI runtime (?:create|exec) failed|Error response from daemon: failed to (?:create|start)|^container creation failed: |required plugin spank_pyxis|\[ERROR\] \S*hooks\.d\/\S+ exited with return code/,
    category: 'container_setup',
    role: 'symptom',
    says: 'wrapper',
    source: 'https://github.com/NVIDIA/pyxis',
    samples: [
      "slurmstepd: error: pyxis: couldn't start container",
      'slurmstepd: error: pyxis: [ERROR] /etc/enroot/hooks.d/98-nvidia.sh exited with return code 1',
      'docker: Error response from daemon: failed to create shim task: OCI runtime create failed: runc create failed',
    ],
  },
  {
    id: 'container.setup',
    anchors: ['pyxis:', 'enroot', 'execve():', 'docker: Error', 'FATAL:   ', 'nvidia-container-cli'],
    pattern:
      /pyxis: failed to import|enroot-\w+: (?:error|failed)|docker: Error response from daemon: (?!failed to (?:create|start)|OCI runtime)|^FATAL: {3}\S|nvidia-container-cli: \w+ error/,
    category: 'container_setup',
    role: 'initiator',
    tier: 3,
    source: 'https://github.com/NVIDIA/pyxis',
    samples: [
      'docker: Error response from daemon: could not select device driver "" with capabilities: [[gpu]].',
      'nvidia-container-cli: mount error: file creation failed: /merged/x: file exists',
      'enroot-mount: error: failed to mount: /dev/x at /root/x',
    ],
  },
  {
    // What was to run, or the image, is not there or not to be read: the same at every start.
    id: 'container.nothing-to-run',
    anchors: ['execve():', 'could not open image', 'failed to execute:', 'exec: "'],
    pattern:
      /slurmstepd: error: execve\(\): (?!\S*\/slurm_script)(?<program>\S+): (?:No such file|Permission denied)|could not open image \S+: [^\n]*(?:no such file|does not exist|permission denied)|enroot-\w+: failed to execute: [^\n]*(?:No such file|Permission denied)|exec: "[^"]*": (?:executable file not found|stat [^\n]*no such file|permission denied)/,
    category: 'config_error',
    role: 'initiator',
    source: 'https://apptainer.org/docs/user/latest/',
    samples: [
      'slurmstepd: error: execve(): train.sh: No such file or directory',
      'FATAL:   While checking container encryption: could not open image /x/python3: no such file or directory',
      'slurmstepd: error: pyxis:     enroot-switchroot: failed to execute: /bin/bash: No such file or directory',
    ],
    also: ['exception.file-not-found', 'container.setup'],
  },
  {
    // The tools of the container ask the driver that the kernel runs: an upgrade that waits for a reboot.
    id: 'container.driver',
    anchors: ['nvml error:', 'driver rpc error', 'driver error: failed to process request', 'ldcache error'],
    pattern:
      /nvml error: driver\/library version mismatch|nvidia-container-cli: [\w ]*error: (?:nvml|driver(?: rpc)?) error|ldcache error: process/,
    category: 'gpu_driver_host',
    role: 'initiator',
    tier: 5,
    source: 'https://github.com/NVIDIA/nvidia-container-toolkit/issues/679',
    samples: [
      'nvidia-container-cli: initialization error: nvml error: driver/library version mismatch: unknown.',
      'nvidia-container-cli: ldcache error: process /sbin/ldconfig terminated with signal 11',
    ],
    also: ['container.setup'],
  },
  {
    // The node's own agent lost what it needs to start the job: its spool, a credential, itself.
    id: 'slurm.node-agent',
    anchors: ['slurm_script', 'Job credential', 'slurmd', 'Zero Bytes were transmitted', 'rolog failure on node'],
    pattern:
      /[Pp]rolog failure on node (?<silentNode>[\w.-]+)|execve\(\): \S*\/slurm_script: No such file|Task launch for \S+ failed on node (?<node>[\w.-]+): (?:Job credential (?:expired|revoked)|Zero Bytes)|Job credential (?:expired|revoked)|\bslurmd(?:\[\d+\])?: (?:fatal|error: [^\n]*(?:cred|spool))/,
    category: 'node_agent',
    role: 'initiator',
    tier: 4,
    source: 'https://slurm.schedmd.com/troubleshoot.html',
    samples: [
      'slurmstepd: error: execve(): /tmp/slurmd/job2997814/slurm_script: No such file or directory',
      'srun: error: Task launch for StepId=9.0 failed on node n7: Job credential expired',
      'slurmd: fatal: Unable to determine this slurmd NodeName',
      'salloc: Prolog failure on node gpu-7',
    ],
    also: ['exception.file-not-found', 'slurm.prolog'],
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
    // A job that trains has found what it needs: what its script misses then (a tool for reports) does not end it.
    atStart: true,
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
