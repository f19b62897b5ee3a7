// Kinds of failure that were wrong when nobody had seen them before: the essential lines of each, and what is wanted.
import t from 'tap'
import { judge } from './verdict-of-text.ts'

interface Kind {
  readonly what: string
  readonly lines: readonly string[]
  readonly action: string
  readonly category?: string
  /** Number of the line that is the cause. */
  readonly line?: number
  readonly ranks?: readonly number[]
  readonly nodes?: readonly string[]
  /** True for what is another thing once training has begun. */
  readonly atStart?: true
}

const HEALTHY = [
  ' [2026-03-04 05:00:10] iteration        1/    4000 | lm loss: 2.51E+00 |',
  ' [2026-03-04 05:00:15] iteration        2/    4000 | lm loss: 2.50E+00 |',
  ' [2026-03-04 05:00:20] iteration        3/    4000 | lm loss: 2.49E+00 |',
]

const KINDS: readonly Kind[] = [
  {
    what: 'a script that ends with a word of its own, and SystemExit',
    lines: ['ERROR: dataset path /data/c4/en does not exist on node n-7', 'SystemExit: 1'],
    action: 'restart',
    category: 'data_missing',
    line: 1,
  },
  {
    what: 'a recorder tells who has not come',
    lines: [
      '[rank0]:[E] Some NCCL operations have failed or timed out.',
      "Flight recorder: rank 37 has not entered ALLGATHER seq 8812 in pg 'dp'; 63 of 64 ranks are waiting",
    ],
    action: 'restart',
    category: 'nccl_timeout',
    ranks: [37],
  },
  {
    what: 'the controller names the node, the step only its first one',
    lines: [
      'slurmstepd: error: *** JOB 551 ON cn70 CANCELLED AT 2025-02-02T02:02:02 DUE TO NODE FAILURE, SEE SLURMCTLD LOG FOR DETAILS ***',
      'slurmctld: requeue job JobId=551 due to failure of node cn77',
    ],
    action: 'restart_isolate',
    category: 'node_failure',
    nodes: ['cn77'],
  },
  {
    what: 'a bond without interfaces is why a communicator was aborted',
    lines: [
      'n31 kernel: bond0: now running without any active interface!',
      'rank 248: RuntimeError: NCCL communicator was aborted',
    ],
    action: 'restart_isolate',
    category: 'net_port_flap',
    line: 1,
  },
  {
    what: 'a detector of slow ranks asks for a restart',
    lines: ['[straggler-detector] threshold exceeded, requesting job restart excluding node-7'],
    action: 'restart',
    category: 'straggler',
    nodes: ['node-7'],
  },
  {
    what: 'a pod failed, as its manager logs events',
    lines: [
      'I0711 06:44:46.498604 1400 worker_manager.py:128] Got event MODIFIED, phase Failed for pod: mnist-worker-0',
    ],
    action: 'restart',
    line: 1,
    nodes: ['mnist-worker-0'],
  },
  {
    what: 'the condition of a job of Kubernetes',
    lines: ['message: 1/8 workers are evicted', 'reason: MPIJobEvicted', 'type: Failed'],
    action: 'wait',
    category: 'preempted',
    line: 1,
  },
  {
    what: 'a job failed because of one of its replicas',
    lines: ['Message: TFJob myjob has failed because 1 Worker replica(s) failed.'],
    action: 'restart',
    line: 1,
  },
  {
    what: 'a script that waits for output ends the job',
    lines: ['watchdog.sh: no output for 1800 s, killing pid 4412'],
    action: 'restart',
    category: 'hang_no_output',
    line: 1,
  },
  {
    what: 'a node without its GPU says so first',
    lines: [
      'node-19: Failed to initialize NVML: Unknown Error',
      'node-19: RuntimeError: Attempting to deserialize object on a CUDA device but torch.cuda.is_available() is False.',
    ],
    action: 'restart_isolate',
    category: 'gpu_driver_host',
    line: 1,
    nodes: ['node-19'],
  },
  {
    what: 'a value that a setting does not take, with those that it takes',
    lines: ["ValueError: Unknown backend type megatron_v2. Supported: ['fsdp', 'megatron']"],
    action: 'stop',
    category: 'config_error',
    line: 1,
  },
  {
    what: 'a launcher that nobody knows tears down, and says why',
    lines: ['launcher ERROR lost connection to worker-5 (no heartbeat for 60 s), tearing down'],
    action: 'restart',
    line: 1,
    nodes: ['worker-5'],
  },
  {
    what: 'an agent that nobody knows evicts the job from a node',
    lines: [
      'time="2025-04-01T10:10:10Z" level=error msg="GPU health check failed" node=n-12 gpu=4 error="DBE count 3"',
      'time="2025-04-01T10:10:11Z" level=info msg="evicting pod train-0 from node"',
    ],
    action: 'restart',
    line: 1,
    nodes: ['n-12'],
  },
  {
    what: 'an operator tells with what code a pod ended',
    lines: [
      'training-operator: Pod train-worker-6 failed: container pytorch terminated with exit code 134 (Error)',
      'training-operator: the job is restarting because 1 worker replica(s) failed.',
    ],
    action: 'restart',
    line: 1,
    nodes: ['train-worker-6'],
  },
  {
    what: 'the firmware of an adapter',
    lines: ['Apr  2 08:00:00 ib-2 kernel: mlx5_core 0000:0c:00.0: Health issue observed, firmware internal error'],
    action: 'restart_isolate',
    category: 'nic_fatal',
    nodes: ['ib-2'],
  },
  {
    what: 'a queue of the data loader that stays empty is less telling than the exception after it',
    lines: ['_queue.Empty', 'RuntimeError: DataLoader worker (pid(s) 23451) exited unexpectedly'],
    action: 'restart',
    category: 'dataloader_worker',
    line: 2,
  },
  {
    what: 'a sure line that speaks of nothing known comes after the symptom of a collective',
    lines: [
      'EI0002: The wait execution of the Notify register times out.',
      '[ERROR] HCCL(221,python): the flux execute failed: FluxError',
    ],
    action: 'restart',
    category: 'nccl_timeout',
    line: 1,
  },
  {
    what: 'a job is stopped because of a slow node',
    lines: ['terminating job due to straggler on node-17'],
    action: 'restart_isolate',
    category: 'straggler',
    nodes: ['node-17'],
  },
  {
    what: 'the one peer that a rank lost',
    lines: [
      'NCCL WARN NET/IB : Got completion from peer 172.16.3.21<51234> with error 12, opcode 48, len 0, vendor err 129',
    ],
    action: 'restart',
    nodes: ['172.16.3.21'],
  },
  {
    what: 'EFA names the peer that does not answer',
    lines: [
      'libfabric:4121:1700000000::efa:ep_data:efa_rdm_txe_handle_error():737<warn> err: 5, message: Unresponsive receiver (unreachable by EFA device or handshake failed) My EFA addr: fi_addr_efa://[fe80::1]:1:1 My host id: i-0a1 Peer EFA addr: fi_addr_efa://[fe80::2]:1:2 Peer host id: i-0b2 (7)',
    ],
    action: 'restart',
    line: 1,
    nodes: ['i-0b2'],
  },
  {
    what: 'an Xid that ends a channel because of another Xid',
    lines: [
      '[ 1200.100000] NVRM: Xid (PCI:0000:dc:00): 149, pid=1234, NETIR_LINK_EVT Fatal XC0 i0 Link 08',
      '[ 1200.200000] NVRM: Xid (PCI:0000:dc:00): 45, pid=1234, Ch 00000008, errorString CTX SWITCH TIMEOUT, Info 0x5c009, caused by previous Xid 149',
    ],
    action: 'restart_isolate',
    line: 1,
  },
  {
    what: 'the same without the line of the other Xid',
    lines: ['[ 1200.200000] NVRM: Xid (PCI:0000:dc:00): 45, pid=1234, Ch 00000008, caused by previous Xid 149'],
    action: 'restart_isolate',
    line: 1,
  },
  {
    what: "Ray's dead node, told by the driver of another",
    lines: [
      '(raylet) The node with node id: 5f1 and address: 10.0.0.103 and node name: 10.0.0.103 ip: 10.0.0.103 has been marked dead because the detector has missed too many heartbeats from it.',
      '(BackendExecutor pid=9, ip=10.0.0.32) ray.exceptions.RayActorError: The actor died unexpectedly before finishing this task.',
    ],
    action: 'restart_isolate',
    line: 1,
    nodes: ['10.0.0.103'],
  },
  {
    what: 'a container that could not start, with the reason of the hook',
    lines: [
      "docker: Error response from daemon: failed to create shim task: OCI runtime create failed: runc create failed: error running hook #0: exit status 1, stdout: , stderr: Auto-detected mode as 'legacy'",
      'nvidia-container-cli: initialization error: nvml error: driver/library version mismatch: unknown.',
    ],
    action: 'restart_isolate',
    line: 2,
  },
  {
    what: 'a connection that NCCL has given up',
    lines: [
      'n1:811:900 [0] NCCL INFO socketPollConnect: connect returned No route to host, retrying (1/34) after sleep for 100 msec',
      'n1:811:900 [0] NCCL INFO socketPollConnect: connect returned No route to host, retrying (34/34) after sleep for 100 msec',
      'n1:811:900 [0] NCCL INFO misc/socket.cc:567 -> 6',
    ],
    action: 'restart',
    line: 2,
  },
  {
    what: "a compiler's cache that two processes wrote",
    lines: ["FileNotFoundError: [Errno 2] No such file or directory: '/root/.triton/cache/c/x.ttir.tmp.pid_1_2'"],
    action: 'restart',
    line: 1,
  },
  {
    what: 'shared memory that is full',
    lines: [
      'ERROR: Unexpected bus error encountered in worker. This might be caused by insufficient shared memory (shm).',
      'RuntimeError: DataLoader worker (pid 30882) is killed by signal: Bus error.',
    ],
    action: 'stop',
    category: 'shm_full',
    atStart: true,
  },
  {
    what: 'a loss scale that can fall no further',
    lines: [1, 2, 3, 4].map(
      step =>
        `[2023-08-07 18:35:1${step},432] [INFO] [stage3.py:2323] [deepspeed] OVERFLOW! Rank 0 Skipping step. Attempted loss scale: 1, reducing to 1`,
    ),
    action: 'restart',
    category: 'nan_divergence',
  },
  {
    what: 'an image that is not there',
    lines: ['FATAL:   While checking container encryption: could not open image /x/python3: no such file or directory'],
    action: 'stop',
    line: 1,
  },
  {
    what: 'Horovod names the stalled rank on a line of its own',
    lines: [
      '[1,0]<stderr>:[2019-10-09 15:36:43.594972: W horovod/common/stall_inspector.cc:105] One or more tensors were submitted to be reduced, gathered or broadcasted by subset of ranks and are waiting for remainder of ranks for more than 60 seconds.',
      '[1,0]<stderr>:Stalled ranks:',
      '[1,0]<stderr>:6: [horovod_allreduce.0, horovod_allreduce.1, horovod_allreduce.10 ...]',
    ],
    action: 'restart',
    line: 1,
    ranks: [6],
  },
  {
    what: "Paddle's launcher, whose own clean-up fails",
    lines: [
      'ERROR 2022-11-02 08:42:32,186 launch_utils.py:604] ABORT!!! Out of all 4 trainers, the trainer process with rank=[0, 3] was aborted. Please check its log.',
      "AttributeError: 'Popen' object has no attribute 'join'",
    ],
    action: 'restart',
    line: 1,
    ranks: [0, 3],
  },
  {
    what: 'an interrupt after the failure',
    lines: ['RuntimeError: dictionary changed size during iteration', 'KeyboardInterrupt'],
    action: 'restart',
    line: 1,
  },
  {
    what: 'a clean-up that fails after the failure',
    lines: ['RuntimeError: invalid configuration', 'FileNotFoundError: cleanup marker missing'],
    action: 'restart',
    line: 1,
  },
  {
    what: 'a memory fault of an AMD GPU, whose number is no node',
    lines: [
      'Memory access fault by GPU node-3 (Agent handle: 0x55fea5592860) on address 0x7fc133800000. Reason: Page not present or supervisor privilege.',
    ],
    action: 'restart',
    line: 1,
    nodes: [],
  },
  {
    what: "a pod that filled its own disk's share",
    lines: [
      'Warning  Evicted  109s  kubelet  Pod ephemeral local storage usage exceeds the total limit of containers 5Gi.',
    ],
    action: 'stop',
    category: 'disk_full',
    line: 1,
  },
  {
    what: "Ray's driver tells where the actor ran that died",
    lines: [
      '(Driver pid=9, ip=10.0.0.32) ray.exceptions.ActorDiedError: The actor died unexpectedly before finishing this task.',
      '(Driver pid=9, ip=10.0.0.32) \tclass_name: Trainer',
      '(Driver pid=9, ip=10.0.0.32) \tip: 10.0.0.77',
    ],
    action: 'restart',
    line: 1,
    nodes: ['10.0.0.77'],
  },
  {
    what: 'an engine that could not start, with its own reason above',
    lines: [
      'ERROR 05-12 19:01:18 [worker.py:48] RuntimeError: NCCL error: unhandled cuda error (run with NCCL_DEBUG=INFO for details)',
      'RuntimeError: Engine core initialization failed. See root cause above. Failed core proc(s): {}',
    ],
    action: 'restart',
    line: 1,
  },
  {
    what: 'an AMD GPU that hangs, and the process that ends of it',
    lines: ['HW Exception by GPU node-4 (Agent handle: 0x55b0) reason :GPU Hang', 'Aborted (core dumped)'],
    action: 'restart_isolate',
    line: 1,
  },
  {
    what: "MPI's prose names the host of the peer on a line of its own",
    lines: [
      'An MPI communication peer process has unexpectedly disconnected.  This',
      'usually indicates a failure in the peer process (e.g., a crash or',
      '  Local host: gpu-11',
      '  Peer host:  gpu-17',
      '*** Aborted at 1700000000 (unix time) try "date -d @1700000000" if you are using GNU date ***',
    ],
    action: 'restart',
    line: 1,
    nodes: ['gpu-17'],
  },
  {
    what: 'the line of NCCL in the error of the layer above it',
    lines: [
      'torch.distributed.DistBackendError: NCCL error in: /torch/csrc/NCCLUtils.cpp:77, unhandled cuda error, NCCL version 2.26.2',
      'ncclUnhandledCudaError: Call to CUDA function failed.',
      'Last error:',
      "Cuda failure 217 'peer access is not supported between these two devices'",
    ],
    action: 'restart',
    line: 4,
  },
  {
    what: "a data loader's worker, whose own exception stands below",
    lines: [
      'RuntimeError: Caught RuntimeError in DataLoader worker process 3.',
      'Original Traceback (most recent call last):',
      '  File "/opt/loader.py", line 9, in fetch',
      'RuntimeError: shard 7: get object failed: request timeout',
    ],
    action: 'restart',
    line: 4,
  },
  {
    what: "a build that stopped, with the compiler's own line above",
    lines: [
      '/opt/ext/csrc/layers.h:12:10: fatal error: cuda_runtime.h: No such file or directory',
      'ninja: build stopped: subcommand failed.',
      "RuntimeError: Error building extension 'fused_adam'",
    ],
    action: 'stop',
    category: 'compile_error',
    line: 1,
  },
  {
    what: 'a port that flapped, a step, and an exception of another rank',
    lines: [
      '0: NCCL WARN NET/IB : Got non-fatal async event: port error',
      '7: [2026-03-04 05:00:25] iteration        4/    4000 | lm loss: 2.48E+00 |',
      '5: [rank5]: RuntimeError: Rank 5, node gpu-17, device 5, iteration 4: Unexpected result nan',
    ],
    action: 'restart',
    category: 'nan_divergence',
    ranks: [5],
  },
  {
    what: 'collectives that timed out, and the step that was ended for it',
    lines: [
      '[rank3]: Watchdog caught collective operation timeout: WorkNCCL(SeqNum=90, OpType=ALLGATHER, NumelIn=10, NumelOut=20, Timeout(ms)=600000) ran for 600000 milliseconds before timing out.',
      '[rank4]: Watchdog caught collective operation timeout: WorkNCCL(SeqNum=90, OpType=ALLGATHER, NumelIn=10, NumelOut=20, Timeout(ms)=600000) ran for 600000 milliseconds before timing out.',
      'slurmstepd: error: *** STEP 1.0 CANCELLED AT 2026-02-13T23:23:41 ***',
    ],
    action: 'restart',
    category: 'nccl_timeout',
    line: 1,
  },
  {
    what: 'a time-out among ranks, which no service is to blame for',
    lines: [
      'Traceback (most recent call last):',
      '  File "/opt/torch/distributed/distributed_c10d.py", line 283, in init_process_group',
      '    default_pg = ProcessGroupGloo(store, rank, world_size)',
      'RuntimeError: Wait timeout',
    ],
    action: 'restart',
    category: 'rendezvous',
    line: 4,
  },
  {
    what: 'a marker of a checkpoint that another rank was faster to clear',
    lines: [
      'Traceback (most recent call last):',
      '  File "/opt/lib/callbacks/model_checkpoint.py", line 484, in _save_checkpoint',
      '    os.unlink(marker)',
      "FileNotFoundError: [Errno 2] No such file or directory: '/results/step=499-last-unfinished'",
    ],
    action: 'restart',
    category: 'ckpt_write_io',
    line: 4,
  },
  {
    what: "EFA's peer behind libfabric's own head",
    lines: [
      'libfabric:4121:1700000000::efa:cq:efa_rdm_txe_handle_error():737<warn> err: 5, message: Invalid address My EFA addr: fi_addr_efa://[fe80::1]:1:1 My host id: i-0a1 Peer EFA addr: fi_addr_efa://[fe80::2]:1:2 Peer host id: i-0b2 (7)',
      'i-0a1:777:888 [4] nccl_net_ofi_test:21 NCCL WARN NET/OFI Request 0x7f8d completed with error. RC: 5. Error: 7 (Invalid address). Completed length: 0',
    ],
    action: 'restart',
    line: 1,
    nodes: ['i-0b2'],
  },
  {
    what: 'an error that nothing follows, in words that no row knows',
    lines: [
      '2026-01-23 19:31:13,975 ERROR scripts.py:410 -- Head processes died unexpectedly:',
      '2026-01-23 19:31:13,976 ERROR scripts.py:414 -- \tdaemon died with exit code 1',
    ],
    action: 'restart',
    line: 1,
  },
  {
    what: 'a rank that is named in the middle of the text',
    lines: [
      '2026-01-23 19:31:13,975 ERROR ring.py:4 -- the ring failed: unable to reach the peer (Device:0, RankID:8)',
    ],
    action: 'restart',
    line: 1,
    ranks: [8],
  },
  {
    what: "NCCL's own line, and the word of the layer above",
    lines: [
      'node-2:55:99 [1] NCCL WARN NET/Socket : the frame of peer node-5<43121> is invalid, expected 7 bytes',
      'RuntimeError: NCCL Error 5: invalid usage',
    ],
    action: 'restart',
    line: 1,
  },
  {
    what: 'Ray ended a task for memory, and says on the next line where',
    lines: [
      'ray.exceptions.OutOfMemoryError: Task was killed due to the node running low on memory.',
      'Memory on the node (IP: 10.0.0.4, ID: 5f1c) where the task (task ID: 1, name=train) was running was 120GB / 125GB (0.96)',
    ],
    action: 'stop',
    category: 'oom_host',
    nodes: ['10.0.0.4'],
  },
  {
    what: "the last line of torchelastic's table names the signal; whom, the lines above it",
    lines: [
      'Root Cause (first observed failure):',
      '[0]:',
      '  host      : gpu-41',
      '  rank      : 13 (local_rank: 5)',
      '  exitcode  : -6 (pid: 105)',
      '  error_file: <N/A>',
      '  traceback : Signal 6 (SIGABRT) received by PID 105',
    ],
    action: 'restart',
    line: 5,
    ranks: [13],
    nodes: ['gpu-41'],
  },
  {
    what: "Horovod's word that it was shut down, and nothing else",
    lines: [
      'OP_REQUIRES failed at mpi_ops.cc:422 : Aborted: Horovod has been shut down. This was caused by an exception',
    ],
    action: 'restart',
    line: 1,
  },
  {
    what: 'a prolog that failed on one node',
    lines: ['salloc: Prolog failure on node gpu-7', 'salloc: Job allocation 4711 has been revoked.'],
    action: 'restart_isolate',
    line: 1,
    nodes: ['gpu-7'],
  },
  {
    what: 'what a dying process writes right behind a bar',
    lines: [
      ' 12%|█▏        | 12/100 [00:24<02:56,  2.00s/it]F0214 03:11:09.120000  812 store_client.cc:77] Non-OK-status: INTERNAL: the shard index halted unexpectedly',
    ],
    action: 'restart',
    line: 1,
  },
  {
    what: 'an exception right behind a bar',
    lines: [
      'Epoch 3:  12%|█▏        | 12/100 [00:24<02:56,  2.00s/it, loss=1.9] Traceback (most recent call last):',
      '  File "/w/train.py", line 10, in <module>',
      "ModuleNotFoundError: No module named 'fast_ops'",
    ],
    action: 'stop',
    line: 3,
  },
  {
    what: 'guesses at what a worker died of are none of its causes',
    lines: [
      'ray.exceptions.ActorDiedError: The actor died unexpectedly before finishing this task.',
      '        ip: 10.2.0.14',
      'The actor is dead because its worker process has died. Worker exit detail: End of file. Some common causes include: (1) the OOM killer, (2) ray stop --force, or (3) a crash by SIGSEGV.',
    ],
    action: 'restart',
    category: 'process_exit',
    nodes: ['10.2.0.14'],
  },
  {
    what: 'the node of an owner that is gone',
    lines: [
      'ray.exceptions.ActorDiedError: The actor died unexpectedly before finishing this task.',
      "The actor is dead because its owner has died. Owner Ip address: 10.2.0.15 Worker exit detail: Owner's node has crashed.",
    ],
    action: 'restart_isolate',
    category: 'node_failure',
    nodes: ['10.2.0.15'],
  },
  {
    what: 'a raylet that is gone',
    lines: [
      'WARNING worker.py:1839 -- Raylet is terminated: ip=10.2.0.16, id=c28c. Termination is unexpected. Possible reasons include: (1) SIGKILL by the user or system OOM killer',
    ],
    action: 'restart',
    category: 'process_exit',
    nodes: ['10.2.0.16'],
  },
  {
    what: 'tasks that never registered',
    lines: [
      'Stopping coordination service as cluster registration failed. This may be due to scheduling delays.',
      'Original error: DEADLINE_EXCEEDED: Barrier timed out. Id: [Init]Wait_for_all_tasks_to_register::0.',
    ],
    action: 'restart',
    category: 'rendezvous',
    line: 1,
  },
  {
    what: 'a launcher that announces which rank has failed',
    lines: [
      'LAUNCH ERROR 2024-01-02 03:04:05,678 Container failed !!!',
      "Container rank 5 status failed cmd ['python', 'train.py'] code 1 log log/workerlog.5",
    ],
    action: 'restart',
    line: 2,
    ranks: [5],
  },
  {
    what: 'the line that names the peer that is gone says more than the exception that knows of one',
    lines: [
      'n3:100:200 [2] misc/socket.cc:50 NCCL WARN socketProgress: Connection closed by remote peer n9<43210>',
      '[rank18]: torch.distributed.DistBackendError: NCCL error: remote process exited or there was a network error',
    ],
    action: 'restart',
    category: 'net_transport',
    line: 1,
    nodes: ['n9'],
  },
  {
    what: 'a kernel that reads what a broken transfer has freed',
    lines: [
      'n5:35:94 [0] net_ib.cc:788 NCCL WARN NET/IB : Got completion with error 12, opcode 1, len 0, vendor err 129',
      "n5:35:17 [1] init.cc:194 NCCL WARN Cuda failure 'an illegal memory access was encountered'",
    ],
    action: 'restart',
    category: 'net_transport',
    line: 1,
  },
  {
    what: 'a tool that a running job misses',
    lines: [
      'epoch: 14/20, acc_iter=112450, cur_iter=4313/7724, loss=1.54, lr=0.002',
      'epoch: 14/20, acc_iter=112500, cur_iter=4363/7724, loss=1.54, lr=0.002',
      '/bin/sh: gpustat: command not found',
      '[E ProcessGroupNCCL.cpp:587] [Rank 1] Watchdog caught collective operation timeout: WorkNCCL(OpType=BROADCAST, Timeout(ms)=1800000) ran for 1803000 milliseconds before timing out.',
    ],
    action: 'restart',
    category: 'nccl_timeout',
    line: 4,
  },
  {
    what: 'a worker that some program counts as lost, and aborts',
    lines: ['[ERROR] worker n12 missed 5 heartbeats, marking it as lost', '[ERROR] job 33 lost worker n12; aborting'],
    action: 'restart',
    line: 1,
  },
  {
    what: "a kernel's line with a time of no zone names its machine",
    lines: [
      '2026-03-01T04:00:01 n041 kernel: [8123.1] EDAC MC0: 1 UE memory read error on CPU_SrcID#0_MC#0_Chan#1_DIMM#0',
    ],
    action: 'restart_isolate',
    nodes: ['n041'],
  },
  {
    what: 'an agent that another takes for dead',
    lines: [
      '2026-01-01T01:00:00Z elastic-agent WARNING agent n7 has not sent a heartbeat for 60 s',
      '2026-01-01T01:00:30Z elastic-agent ERROR agent n7 is considered dead, restarting the worker group',
    ],
    action: 'restart',
    nodes: ['n7'],
  },
  {
    what: 'a peer that does not listen is named by who calls it',
    lines: [
      'n1:11:12 [0] misc/socket.cc:480 NCCL WARN socketStartConnect: Connect to 10.3.1.7<40123> failed : Connection refused',
      'n2:11:12 [0] misc/socket.cc:480 NCCL WARN socketStartConnect: Connect to 10.3.1.7<40123> failed : Connection refused',
      '[rank0]: ncclSystemError: System call (e.g. socket, malloc) or external library call failed or device error.',
    ],
    action: 'restart',
    category: 'net_transport',
    line: 1,
    nodes: ['10.3.1.7'],
  },
  {
    what: 'who waits for a rank that does not join is not to blame, and the one that is left is',
    lines: [0, 1, 2].map(
      rank =>
        `[rank${rank}]: torch.distributed.DistStoreError: Timed out after 601 seconds waiting for clients. 3/4 clients joined.`,
    ),
    action: 'restart',
    ranks: [3],
  },
  {
    what: 'tensors of any name that wait for a rank',
    lines: [
      'stall_inspector.cc:107] One or more tensors were submitted to be reduced, gathered or broadcasted by subset of ranks and are waiting for remainder of ranks for more than 60 seconds.',
      'Missing ranks:',
      '7: [grad_12, grad_13 ...]',
    ],
    action: 'restart',
    ranks: [7],
  },
  {
    what: 'a rank in a list of one',
    lines: ['[straggler] Detected stragglers: ranks [41]; terminating job'],
    action: 'restart',
    ranks: [41],
  },
  {
    what: 'the peer that any program names',
    lines: ['2026-01-02 03:04:05 ERROR [fabric] peer n8 unreachable for 120 s, aborting job'],
    action: 'restart',
    line: 1,
    nodes: ['n8'],
  },
  {
    what: 'a service of a machine with a short name',
    lines: ['n5 dcgm-exporter[91]: GPU 3 uncorrectable ECC errors detected: volatile 2'],
    action: 'restart_isolate',
    nodes: ['n5'],
  },
  {
    what: 'an image that the registry does not have',
    lines: [
      'Warning  Failed  12s  kubelet  Failed to pull image "r/train:v9": rpc error: code = NotFound desc = failed to unpack image: r/train:v9: not found',
      'Warning  Failed  12s  kubelet  Error: ErrImagePull',
    ],
    action: 'stop',
    line: 1,
  },
  {
    what: 'a container that is no longer alive',
    lines: [
      'Warning  Unhealthy  10s  kubelet  Liveness probe failed: HTTP probe failed with statuscode: 500',
      'Normal   Killing    10s  kubelet  Container train failed liveness probe, will be restarted',
    ],
    action: 'restart',
  },
  {
    what: 'a cluster of a cloud that was taken away',
    lines: ['I 03-12 15:34:50 recovery.py:300] Cluster is preempted. Recovering...'],
    action: 'wait',
    category: 'preempted',
  },
  {
    what: 'an error of a machine with a number that no GPU has',
    lines: ['gpu-21: Failed to initialize NVML: Driver/library version mismatch'],
    action: 'restart_isolate',
    nodes: ['gpu-21'],
  },
  {
    what: 'an error whose words no row knows, and what was begun anew because of it',
    lines: [
      '[2026-03-04 05:10:00,100] [ERROR] [watch.py:41:look] replica 3 hang detected: nothing reported for 1800 s',
      '[2026-03-04 05:10:01,100] [INFO] [watch.py:60:act] relaunching worker 3',
    ],
    action: 'restart',
    line: 1,
  },
  {
    what: 'a line of a level of errors whose words are nothing special',
    lines: ['[2026-03-04 05:10:00,100] [ERROR] [a.py:41:b] the sampler has no more rows', 'worker 2: exit code: 3'],
    action: 'restart',
    line: 1,
  },
  {
    what: 'a launcher quotes the last words of what it ran',
    lines: ['Task 1: exit code: 1. stderr: Polled an error from the service: UNAVAILABLE: Error received from peer'],
    action: 'restart',
    line: 1,
  },
  {
    what: 'a controller that gives up',
    lines: ['job-controller  Warning  BackoffLimitExceeded  Job has reached the specified backoff limit'],
    action: 'restart',
    line: 1,
  },
  {
    what: 'the table of Hydra names rank and machine below its headline',
    lines: [
      '=   BAD TERMINATION OF ONE OF YOUR APPLICATION PROCESSES',
      '=   RANK 5 PID 811 RUNNING AT cn-44',
      '=   KILLED BY SIGNAL: 9 (Killed)',
    ],
    action: 'restart',
    ranks: [5],
    nodes: ['cn-44'],
  },
  {
    what: 'Fabric Manager found a switch at fault before a kernel could not be launched',
    lines: [
      '[Mar 04 2026 05:10:00] [ERROR] [tid 91] detected NVSwitch fatal error 20034 on fid 0 on NVSwitch pci bus id 00000000:86:00.0 physical id 3 port 41',
      'RuntimeError: CUDA error: unspecified launch failure',
    ],
    action: 'restart_isolate',
    category: 'nvlink',
    line: 1,
  },
  {
    what: "a kernel's word in the journal with the name of a zone",
    lines: ['Wed 2026-03-04 05:10:00 UTC cn-44 kernel: NVRM: Xid (PCI:0000:4f:00): 79, GPU has fallen off the bus.'],
    action: 'restart_isolate',
    nodes: ['cn-44'],
  },
  {
    what: 'a device that the last run still holds, and its own trace',
    lines: [
      'EJ0001: 2026-03-04-05:10:00.167.645 Failed to initialize the HCCP process. Reason: Maybe the last training process is running.',
      '        tsd client wait response fail, device response code[1]. unknown device error.[FUNC:WaitRsp]',
    ],
    action: 'restart',
    category: 'rendezvous',
    line: 1,
  },
  {
    what: 'a driver that does not find its GPU any more',
    lines: [
      'Mar  4 05:10:00 cn-44 kernel: NVRM: nvAssert: Assertion failed: GPU lost from the bus [NV_ERR_GPU_IS_LOST]',
    ],
    action: 'restart_isolate',
    nodes: ['cn-44'],
  },
  {
    what: 'a library that heads what it says last, and says nothing',
    lines: [
      'torch.distributed.DistBackendError: NCCL error in: ProcessGroupNCCL.cpp:1691, unhandled system error',
      'Last error:',
      '[Proxy Service 2] Failed to execute operation Connect from rank 2, retcode 3',
    ],
    action: 'restart',
    line: 1,
  },
  {
    what: 'an exception that holds a list of errors',
    lines: [
      'RuntimeError: INTERNAL: From /job:c_localservice/replica:0/task:0:',
      '2 root error(s) found.',
      '  (0) INTERNAL: Nrt::Load failed on NeuronCores 0-0(2): nrt_load status=1, error message="Non specific failure".',
    ],
    action: 'restart',
    line: 3,
    ranks: [],
  },
  {
    what: 'a container that ends again and again',
    lines: ['Warning  BackOff  2m  kubelet  Back-off restarting failed container train in pod train-0_ml(8d6860a7)'],
    action: 'restart',
  },
  {
    what: 'a process that is killed while the model of a finished run is saved',
    lines: [
      "{'train_runtime': 23.5, 'train_samples_per_second': 10.3, 'train_loss': 1.07, 'epoch': 2.89}",
      'E0304 05:10:36.795000 14034 torch/distributed/elastic/multiprocessing/api.py:826] failed (exitcode: -9) local_rank: 1 (pid: 273713) of binary: /usr/bin/python',
    ],
    action: 'restart',
    line: 2,
  },
  {
    what: 'a process that falls over its own clean-up after a finished run',
    lines: [
      "{'train_runtime': 23.5, 'train_samples_per_second': 10.3, 'train_loss': 1.07, 'epoch': 2.89}",
      'E0304 05:10:36.795000 14034 torch/distributed/elastic/multiprocessing/api.py:826] failed (exitcode: -6) local_rank: 1 (pid: 273713) of binary: /usr/bin/python',
    ],
    action: 'done',
  },
  {
    what: 'a task that is cancelled when a run has ended',
    lines: [
      'Training completed successfully',
      'ERROR: Task exception was never retrieved',
      'asyncio.exceptions.CancelledError',
    ],
    action: 'done',
  },
  {
    what: 'an MPI that cannot be started this way, in prose',
    lines: [
      'The application appears to have been direct launched using "srun",',
      "but OMPI was not built with SLURM's PMI support and therefore cannot",
      '*** MPI_ERRORS_ARE_FATAL (processes in this communicator will now abort,',
    ],
    action: 'stop',
    category: 'config_error',
    line: 2,
  },
  {
    what: 'a service that says that the job failed',
    lines: ['agent-7 ERROR    ScriptError:', '2026-03-04 05:10:00 Failed - Training job failed'],
    action: 'restart',
  },
  {
    what: 'tries that are used up, in an entry of information',
    lines: [
      'INFO:tensorflow:An error was raised. Error: From /job:worker/replica:0/task:15:',
      'All 10 retry attempts failed. The last failure: Unavailable: Error executing an HTTP request: HTTP response code 503',
    ],
    action: 'restart',
    line: 2,
  },
  {
    what: 'a coordinator that gives a machine up',
    lines: ['2026-03-04 05:10:00,100 ERROR watcher: marking cn-44 as failed, aborting job'],
    action: 'restart',
    nodes: ['cn-44'],
  },
  {
    what: 'who did not come to a barrier',
    lines: ['TimeoutError: barrier timed out after 1800s; ranks not arrived: [17]'],
    action: 'restart',
    ranks: [17],
  },
  {
    what: 'a monitor of GPUs in its own words',
    lines: ['cn-44: GPU 5: DCGM_FR_VOLATILE_DBE_DETECTED: Detected 2 volatile double-bit ECC error(s)'],
    action: 'restart_isolate',
    category: 'gpu_hw_fatal',
    nodes: ['cn-44'],
  },
  {
    what: 'a launcher of numbered workers',
    lines: ['[launcher] worker 5 exited with code 139 (SIGSEGV)', '[launcher] worker 0 exited with code 143 (SIGTERM)'],
    action: 'restart',
    ranks: [5],
    line: 1,
  },
  {
    what: 'a machine that is called as a GPU is, and its network card',
    lines: [
      'gpu-9: mlx5_core 0000:17:00.0 ibs1: Link down',
      'gpu-9: NCCL WARN NET/IB : mlx5_0:1 Got async event : port error',
    ],
    action: 'restart_isolate',
    nodes: ['gpu-9'],
  },
  {
    what: 'a role in brackets before the name of the machine',
    lines: [
      '[prolog] cn-44: nvidia-smi failed: Unable to determine the device handle for GPU0000:4E:00.0: Unknown Error',
    ],
    action: 'restart_isolate',
    nodes: ['cn-44'],
  },
  {
    what: 'a coordinator that ends for want of members',
    lines: ['2026-03-04 05:10:00,100 ERROR agent: quorum of 2 is below 3 required members, exiting'],
    action: 'restart',
    line: 1,
  },
]

for (const kind of KINDS)
  t.test(kind.what, async t => {
    for (const before of kind.atStart === true ? [[]] : [[], HEALTHY]) {
      const { last } = judge([...before, ...kind.lines].join('\n'))
      t.equal(last.action, kind.action, 'action')
      if (kind.category !== undefined) t.equal(last.category, kind.category, 'category')
      if (kind.line !== undefined) t.equal(last.primary?.line, kind.line + before.length, 'line of the cause')
      if (kind.ranks !== undefined) t.same(last.culprit?.ranks ?? [], kind.ranks, 'ranks')
      if (kind.nodes !== undefined) t.same(last.culprit?.nodes ?? [], kind.nodes, 'nodes')
    }
  })
