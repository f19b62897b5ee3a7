// Launchers: torchrun, DeepSpeed, MPI, Ray, srun. They report the end of a process, seldom its reason.
import type { Signature } from './signature.ts'

const ELASTIC = 'https://docs.pytorch.org/docs/stable/elastic/errors.html'
const DEEPSPEED = 'https://github.com/deepspeedai/DeepSpeed/blob/master/deepspeed/launcher/launch.py'
const RAY = 'https://docs.ray.io/en/latest/ray-core/fault-tolerance.html'
const SRUN = 'https://slurm.schedmd.com/srun.html'
const MPI = 'https://www.open-mpi.org/faq/?category=running'

export const launchers: readonly Signature[] = [
  {
    id: 'torchelastic.child-failed',
    anchors: ['ChildFailedError'],
    pattern: /ChildFailedError/,
    category: 'process_exit',
    role: 'symptom',
    tier: 2,
    source: ELASTIC,
    samples: ['torch.distributed.elastic.multiprocessing.errors.ChildFailedError:'],
  },
  {
    id: 'torchelastic.exit-code',
    anchors: ['failed (exitcode:'],
    pattern: /failed \(exitcode: (?<exit>-?\d+)\) local_rank: (?<localRank>\d+) \(pid: (?<pid>\d+)\)/,
    category: 'process_exit',
    role: 'symptom',
    tier: 2,
    source: ELASTIC,
    samples: ['failed (exitcode: -11) local_rank: 0 (pid: 3286009) of binary: /usr/bin/python'],
  },
  {
    id: 'torchelastic.table-exit',
    anchors: ['exitcode  :'],
    pattern: /^exitcode {2}: (?<exit>-?(?!15 )\d+) \(pid: (?<pid>\d+)\)/,
    category: 'process_exit',
    role: 'symptom',
    source: ELASTIC,
    samples: ['exitcode  : 1 (pid: 92121)'],
  },
  {
    id: 'torchelastic.table-exit-terminated',
    anchors: ['exitcode  : -15', 'Signal 15 (SIGTERM) received by PID'],
    pattern: /^exitcode {2}: -15 |Signal 15 \(SIGTERM\) received by PID/,
    category: 'terminated',
    role: 'teardown',
    tier: 1,
    source: ELASTIC,
    samples: ['exitcode  : -15 (pid: 92115)', 'traceback : Signal 15 (SIGTERM) received by PID 92115'],
  },
  {
    id: 'torchelastic.table-rank',
    anchors: ['(local_rank:'],
    pattern: /^rank {6}: (?<rank>\d+) \(local_rank: (?<localRank>\d+)\)/,
    category: 'process_exit',
    role: 'fact',
    source: ELASTIC,
    samples: ['rank      : 6 (local_rank: 6)'],
  },
  {
    id: 'torchelastic.table-host',
    anchors: ['host      : '],
    pattern: /^host {6}: (?<node>[\w.-]+)/,
    category: 'process_exit',
    role: 'fact',
    source: ELASTIC,
    samples: ['host      : mi355-gpu-12'],
  },
  {
    id: 'torchelastic.root-cause',
    anchors: ['Root Cause (first observed failure)'],
    pattern: /^Root Cause \(first observed failure\)/,
    category: 'process_exit',
    role: 'fact',
    source: ELASTIC,
    samples: ['Root Cause (first observed failure):'],
  },
  {
    id: 'launcher.sigterm-sent',
    anchors: [
      'closing signal SIGTERM',
      'Killing subprocess',
      'Main process received SIGTERM',
      'SignalException',
      'Sending SIGTERM',
      'Terminating process',
    ],
    pattern:
      /closing signal SIG(?:TERM|INT|KILL)|Killing subprocess \d+|Main process received SIGTERM, exiting|^raise SignalException|Sending SIGTERM to/,
    category: 'terminated',
    role: 'teardown',
    tier: 1,
    source: DEEPSPEED,
    samples: [
      'Sending process 3286009 closing signal SIGTERM',
      'Killing subprocess 111991',
      'Main process received SIGTERM, exiting',
    ],
    also: ['signal.terminated'],
  },
  {
    id: 'deepspeed.return-code',
    anchors: ['exits with return code', 'with return code = '],
    pattern: /exits with return code = (?<exit>-?(?!0\b)\d+)|died with <Signals\.(?<signal>SIG(?!TERM)\w+)/,
    category: 'process_exit',
    role: 'symptom',
    tier: 2,
    source: DEEPSPEED,
    samples: [
      '[launch.py:321:sigkill_handler] exits with return code = -9',
      '[2024-02-14 20:37:11] pdsh: node2 exits with return code = 1',
    ],
  },
  {
    id: 'mpi.signal-exit',
    anchors: [
      'noticed that process rank',
      'died from signal',
      'exited on signal',
      'MPI_ABORT was invoked',
      'BAD TERMINATION',
    ],
    pattern:
      /noticed that process rank (?<rank>\d+) with PID \d+ on node (?<node>[\w.-]+) exited on signal (?<signal>\d+)|(?<palsNode>[\w.-]+): rank (?<palsRank>\d+) died from signal (?<palsSignal>\d+)|MPI_ABORT was invoked on rank (?<abortRank>\d+)|BAD TERMINATION OF ONE OF YOUR APPLICATION PROCESSES/,
    category: 'process_exit',
    role: 'symptom',
    source: MPI,
    samples: [
      'mpirun noticed that process rank 3 with PID 0 on node gpu05 exited on signal 11 (Segmentation fault).',
      'x1921c0s5b0n0.hsn.cm.sirius.alcf.anl.gov: rank 25 died from signal 6 and dumped core',
    ],
    also: ['signal.segfault'],
  },
  {
    id: 'launcher.srun-exit',
    anchors: ['srun: error:'],
    pattern:
      /srun: error: (?<node>[\w.[\],-]+): tasks? (?<tasks>[\d,-]+): (?!Terminated|Out Of Memory)(?<how>Killed|Segmentation fault|Bus error|Aborted|Illegal instruction|Floating point exception|Exited with exit code (?<exit>\d+))/,
    category: 'process_exit',
    role: 'symptom',
    source: SRUN,
    samples: [
      'srun: error: gpu-12: tasks 0-7: Exited with exit code 1',
      'srun: error: cgpu12: task 0: Segmentation fault',
      'srun: error: node3: task 5: Killed',
    ],
    also: ['signal.segfault', 'process.killed', 'signal.bus-error'],
  },
  {
    id: 'launcher.srun-terminated',
    anchors: ['srun: error:', 'srun: Terminating job step', 'srun: Force Terminated'],
    pattern:
      /srun: error: [\w.[\],-]+: tasks? [\d,-]+: Terminated|srun: (?:Terminating|Force Terminated) (?:job step|StepId)/,
    category: 'terminated',
    role: 'teardown',
    tier: 1,
    source: SRUN,
    samples: [
      'srun: error: cgpu12: task 1: Terminated',
      'srun: Terminating job step 405737.0',
      'srun: Force Terminated StepId=405737.0',
    ],
  },
  {
    id: 'ray.actor-died',
    anchors: [
      'ActorDiedError',
      'The actor died unexpectedly',
      'RayActorError',
      'WorkerCrashedError',
      'A worker died or was killed',
      'NodeDiedError',
      'LocalRayletDiedError',
    ],
    pattern:
      /ActorDiedError|RayActorError|The actor died unexpectedly|WorkerCrashedError|A worker died or was killed|NodeDiedError|LocalRayletDiedError/,
    category: 'process_exit',
    role: 'symptom',
    source: RAY,
    samples: [
      'ray.exceptions.ActorDiedError: The actor died unexpectedly before finishing this task.',
      'ray.exceptions.RayActorError: The actor died because its node has died.',
    ],
  },
  {
    // Printed under the exception: where the actor ran.
    id: 'ray.actor-address',
    anchors: ['  ip: '],
    pattern: /^ *ip: (?<node>\d{1,3}(?:\.\d{1,3}){3})$/,
    category: 'process_exit',
    role: 'fact',
    source: RAY,
    samples: ['        ip: 10.44.139.116'],
  },
  {
    // Wrapper: the exception inside, or the lines below it, are the cause.
    id: 'ray.task-error',
    anchors: ['RayTaskError', 'ray::'],
    pattern: /^(?:ray\.exceptions\.)?RayTaskError(?:\((?<inner>\w+)\))?:/,
    category: 'process_exit',
    role: 'symptom',
    tier: 2,
    source: RAY,
    samples: ['ray.exceptions.RayTaskError(ValueError): ray::Worker.step() (pid=1234, ip=10.0.0.2)'],
  },
  {
    id: 'spawn.raised',
    anchors: ['ProcessRaisedException', 'ProcessExitedException', 'terminated with the following error'],
    pattern:
      /ProcessRaisedException|-- Process (?<localRank>\d+) terminated with the following error|ProcessExitedException: process (?<exitedRank>\d+) terminated with (?:signal (?<signal>\w+)|exit code (?<exit>\d+))/,
    category: 'process_exit',
    role: 'symptom',
    tier: 2,
    source: 'https://github.com/pytorch/pytorch/blob/main/torch/multiprocessing/spawn.py',
    samples: [
      '-- Process 3 terminated with the following error:',
      'torch.multiprocessing.spawn.ProcessExitedException: process 1 terminated with signal SIGKILL',
    ],
    also: ['process.killed'],
  },
  {
    id: 'launcher.exit-code',
    anchors: [
      'exited with code',
      'exit status',
      'exit code',
      'returned non-zero exit status',
      'exitcode:',
      ' exitCode: ',
    ],
    pattern:
      /[Rr]ank (?<rank>\d+)(?: \(PID (?<pid>\d+)\))? (?:exited|crashed) with (?:exit )?code:? (?<signalled>-?\d+)|(?:torchrun|accelerate|process|command|[Tt]ask|[Ww]orker|Process)[^\n]*exited with (?:exit )?code:? (?<exit>(?!0\b|137\b)-?\d+)|returned non-zero exit status (?<status>\d+)|exited with exit code (?<code>(?!0\b|137\b)\d+)| container \S+ exitCode: (?!0\b)\d+/,
    category: 'process_exit',
    role: 'symptom',
    tier: 1,
    source: 'https://www.gnu.org/software/bash/manual/html_node/Exit-Status.html',
    samples: [
      '[NODE-0(mi355-gpu-12)] [ERROR] [direct] torchrun exited with code 1',
      'ERROR:composer.cli.launcher:Global rank 0 (PID 208865) exited with code -11',
      'ERROR:composer.cli.launcher:Rank 2 crashed with exit code -7.',
      "subprocess.CalledProcessError: Command '['python', 'train.py']' returned non-zero exit status 1.",
    ],
  },
]
