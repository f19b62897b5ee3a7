// The rows of the reference's catalogue of failures, by its ids: a line of each, and what it is taken for. It lists
// 148; X8 (a loss that is 0 from one step on) is no line: test/classify/loss-watch.test.ts has it. Where the category
// is not the catalogue's, labelled logs or the manual say why.
import { readFileSync } from 'node:fs'
import t from 'tap'
import { judge, judgeRecords } from '../classify/verdict-of-text.ts'
import { foreign } from '../skip.ts'

/** Category and role of the failure that a line is; the category of the verdict where it is none by itself. */
const CATALOGUE: readonly (readonly [id: string, told: string, line: string])[] = [
  ['G1', 'gpu_hw_fatal initiator', 'NVRM: Xid (PCI:0000:3b:00): 79, pid=x'],
  [
    'G2',
    'nvlink initiator',
    '[ 101.1] nvidia-nvswitch3: SXid (PCI:0000:84:00.0): 24007, Fatal, Link 22 sourcetrack TCEN0 crumbstore ECC DBE',
  ],
  ['G2', 'unknown', '[ 101.1] nvidia-nvswitch3: SXid (PCI:0000:84:00.0): 20034, Non-fatal, Link 22 LTSSM Fault Up'],
  ['G3', 'gpu_hw_fatal initiator', 'uncorrectable ECC error encountered'],
  ['G4', 'gpu_hw_fatal initiator', 'GPU has fallen off the bus'],
  ['G5', 'gpu_unknown initiator', 'CUDA error: unspecified launch failure'],
  ['G6', 'gpu_app_fault initiator', 'RuntimeError: CUDA error: misaligned address'],
  [
    'G7',
    'gpu_app_fault initiator',
    '../aten/src/ATen/native/cuda/Indexing.cu:1239: indexSelectLargeIndex: block: [12,0,0], thread: [64,0,0] Assertion `srcIndex < srcSelectDimSize` failed.',
  ],
  ['G8', 'gpu_unknown initiator', 'CUDA error: unknown error'],
  ['G9', 'driver_mismatch initiator', 'no kernel image is available for execution on the device'],
  ['G10', 'config_error initiator', 'invalid device ordinal'],
  ['G11', 'gpu_driver_host initiator', 'all CUDA-capable devices are busy or unavailable'],
  ['G12', 'gpu_driver_host initiator', 'Driver/library version mismatch'],
  ['G13', 'gpu_driver_host initiator', 'CUDA error: system not yet initialized'],
  ['G14', 'gpu_unknown initiator', 'Invalid access of peer GPU memory over nvlink or a hardware error'],
  ['G15', 'gpu_library initiator', 'CUBLAS_STATUS_EXECUTION_FAILED'],
  ['G16', 'gpu_library initiator', 'CUBLAS_STATUS_NOT_INITIALIZED'],
  ['G17', 'gpu_library initiator', 'cuDNN error: CUDNN_STATUS_EXECUTION_FAILED'],
  ['G18', 'oom_gpu initiator', 'CUDA out of memory. Tried to allocate'],
  ['G19', 'code_bug initiator', 'operation not permitted when stream is capturing'],
  [
    'G20',
    'gpu_hw_fatal initiator',
    '[ 55.1] NVRM: Xid (PCI:0000:3b:00): 63, pid=123, Row Remapper: New row marked for remapping, reset gpu to activate.',
  ],
  ['G21', 'gpu_app_fault initiator', 'RuntimeError: HIP error: an illegal memory access was encountered'],
  ['G21', 'driver_mismatch initiator', 'RuntimeError: HIP error: hipErrorNoBinaryForGpu'],
  ['G22', 'unknown', 'clocks_throttle_reasons.hw_thermal_slowdown: HW Thermal Slowdown : Active'],
  ['G23', 'sdc_suspect initiator', 'Need to rerun on a different GPU to verify correctness'],
  [
    'G24',
    'gpu_driver_host initiator',
    "gpu-1:12:33 [0] transport/nvls.cc:244 NCCL WARN NVSHARP multicast: Cuda failure 1 'invalid argument'",
  ],
  [
    'G24',
    'gpu_unknown initiator',
    "gpu-1:12:33 [0] mnnvl.cc:20 NCCL WARN Cuda failure 800 'operation not permitted' : IMEX fabric handle",
  ],
  [
    'N1',
    'nccl_timeout symptom',
    'Watchdog caught collective operation timeout: WorkNCCL(SeqNum=x, OpType=x, x, Timeout(ms)=600000) ran for 600081 milliseconds',
  ],
  ['N2', 'nccl_timeout symptom', 'last enqueued NCCL work: 8, last completed NCCL work: 6'],
  ['N3', 'nccl_timeout symptom', 'Some NCCL operations have failed or timed out'],
  ['N4', 'nccl_timeout symptom', 'Heartbeat monitor timed out! Process will be terminated after dumping debug info'],
  ['N5', 'net_port_flap initiator', 'NCCL WARN NET/IB : mlx5_3:1 Got async event: port error'],
  [
    'N6',
    'net_transport initiator',
    'gpu-1:12:33 [0] transport/net_ib.cc:1295 NCCL WARN NET/IB : Got completion from peer 10.1.2.3<48526> with error 12, opcode 0, len 0, vendor err 129',
  ],
  [
    'N6',
    'net_transport initiator',
    'gpu-1:12:33 [0] transport/net_ib.cc:1295 NCCL WARN NET/IB: Got completion from peer 10.1.2.3<48526> with status=12 opcode=0 len=0 vendor err 129 (Recv) hca mlx5_0',
  ],
  [
    'N7',
    'net_transport symptom',
    'gpu-1:12:33 [0] NCCL WARN NET/IB : Got completion from peer 10.1.2.3<48526> with error 5, opcode 0, len 0, vendor err 249',
  ],
  [
    'N8',
    'net_transport initiator',
    'gpu-1:12:33 [0] NCCL WARN NET/IB : Got completion from peer 10.1.2.3<48526> with error 4, opcode 0, len 0, vendor err 81',
  ],
  ['N9', 'net_transport initiator', 'Call to ibv_modify_qp failed with Connection timed out'],
  [
    'N10',
    'net_transport initiator',
    'gpu-1:12:33 [0] transport/net_ib.cc:200 NCCL WARN NET/IB : Unable to open device mlx5_3',
  ],
  [
    'N11',
    'net_transport initiator',
    'gpu-1:12:33 [0] NCCL WARN NET/OFI Request 0x7f completed with error. RC: 107. Error: 15 (Unresponsive receiver). Completed length: 0',
  ],
  ['N12', 'net_config initiator', "NET/OFI Couldn't open AV"],
  [
    'N13',
    'net_transport symptom',
    'gpu-1:12:33 [0] misc/socket.cc:49 NCCL WARN socketProgress: Connection closed by remote peer gpu-2<4323>',
  ],
  ['N14', 'rendezvous initiator', 'Connect to node12  Connection refused'],
  ['N15', 'net_config initiator', 'Bootstrap : no socket interface found'],
  ['N16', 'net_transport symptom', 'ncclRemoteError'],
  ['N17', 'net_transport symptom', 'ncclSystemError: System call'],
  ['N18', 'gpu_unknown symptom', 'ncclUnhandledCudaError'],
  ['N19', 'net_transport symptom', 'ncclInternalError: Internal check failed'],
  ['N20', 'config_error initiator', 'ncclInvalidUsage'],
  [
    'N21',
    'nccl_timeout initiator',
    'gpu-1:12:33 [0] bootstrap.cc:130 NCCL WARN Message truncated : received 1024 bytes instead of 256',
  ],
  ['N22', 'code_bug initiator', 'Detected mismatch between collectives on ranks'],
  ['N23', 'rendezvous symptom', 'is setting up NCCL communicator and retrieving ncclUniqueId from [0] x got error'],
  ['N24', 'rendezvous symptom', '[c10d] recvValue failed on SocketImpl('],
  [
    'N25',
    'rendezvous initiator',
    'DistStoreError: Timed out after 901 seconds waiting for clients. 31/32 clients joined.',
  ],
  ['N26', 'rendezvous initiator', 'RendezvousTimeoutError'],
  ['N27', 'port_bind initiator', '[Errno 98] Address already in use'],
  ['N28', 'nccl_timeout symptom', 'Gloo connectFullMesh failed'],
  [
    'N29',
    'net_transport initiator',
    '[1638.1] [gpu-1:12:0] ib_mlx5_log.c:177 UCX ERROR Transport retry count exceeded on mlx5_0:1/IB (synd 0x15 vend 0x81 hw_synd 0/0)',
  ],
  [
    'N30',
    'net_port_flap initiator',
    "mlx5_core 0000:5e:00.0: mlx5_health_report: device's health compromised - reached miss count",
  ],
  ['N31', 'rendezvous symptom', 'Connection closed by 10.0.0.3 port 22'],
  ['N31', 'rendezvous initiator', 'ssh: connect to host gpu-3 port 22: Connection refused'],
  ['M1', 'oom_host initiator', 'slurmstepd: error: Detected 1 oom_kill event in StepId=Xxbatch'],
  [
    'M2',
    'oom_host initiator',
    '[ 99.1] Memory cgroup out of memory: Killed process 3234 (python) total-vm:123kB, anon-rss:1kB',
  ],
  [
    'M3',
    'oom_host initiator',
    'oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=x,mems_allowed=0-1,oom_memcg=/slurm/uid_1/job_2,task_memcg=/slurm,task=python,pid=1234,uid=1',
  ],
  ['M4', 'oom_host initiator', "terminate called after throwing an instance of 'std::bad_alloc'"],
  ['M5', 'process_exit symptom', '  exitcode  : -9 (pid: 12)'],
  ['M6', 'oom_host initiator', 'killed due to memory pressure (OOM)'],
  ['M7', 'dataloader_worker initiator', 'DataLoader worker (pid 123) is killed by signal: Killed'],
  [
    'M8',
    'dataloader_worker initiator',
    "RuntimeError: DataLoader worker (pid 123) is killed by signal: Bus error. It is possible that dataloader's workers are out of shared memory. Please try to raise your shared memory limit.",
  ],
  ['M9', 'dataloader_worker initiator', 'RuntimeError: DataLoader worker (pid(s) 123, 124) exited unexpectedly'],
  ['M10', 'shm_full initiator', 'No space left on device x /dev/shm'],
  ['M11', 'config_error initiator', "OSError: [Errno 24] Too many open files: '/data/x'"],
  ['P1', 'segfault initiator', 'kernel: python[1234]: segfault at 0 ip 00007f sp 00007ff error 4 in libc.so.6[7f+1c]'],
  ['P1', 'unknown', 'kernel: sshd[1234]: segfault at 0 ip 00007f sp 00007ff error 4 in libc.so.6[7f+1c]'],
  ['P2', 'sigbus initiator', 'Bus error (core dumped)'],
  ['P3', 'native_abort initiator', 'malloc_consolidate(): unaligned fastbin chunk detected'],
  ['P4', 'gpu_app_fault initiator', '  what():  CUDA error: an illegal memory access was encountered'],
  ['P5', 'native_abort initiator', 'Illegal instruction (core dumped)'],
  ['P6', 'process_exit symptom', 'srun: error: gpu-7: tasks 0-7: Killed'],
  ['P7', 'process_exit symptom', 'torch.distributed.elastic.multiprocessing.errors.ChildFailedError:'],
  [
    'P8',
    'segfault symptom',
    'ERROR:torch.distributed.elastic.multiprocessing.api:failed (exitcode: -11) local_rank: 0 (pid: 12) of binary: /usr/bin/python',
  ],
  ['P9', 'unknown', 'Sending process N closing signal SIGTERM'],
  ['P10', 'unknown', '[2024-01-01 10:00:00,000] [INFO] [launch.py:315:sigkill_handler] Killing subprocess 1234'],
  [
    'P10',
    'process_exit symptom',
    "[2024-01-01 10:00:00,000] [ERROR] [launch.py:321:sigkill_handler] ['/usr/bin/python'] exits with return code = -9",
  ],
  [
    'P11',
    'process_exit symptom',
    'mpirun noticed that process rank 3 with PID 1234 on node gpu-7 exited on signal 9 (Killed).',
  ],
  [
    'P12',
    'process_exit symptom',
    'ray.exceptions.RayTaskError(ValueError): ray::Trainer.train() (pid=123, ip=10.0.0.3)',
  ],
  [
    'P13',
    'process_exit symptom',
    'torch.multiprocessing.spawn.ProcessRaisedException: -- Process 3 terminated with the following error',
  ],
  [
    'S1',
    'time_limit initiator',
    'slurmstepd: error: *** JOB 123 ON gpu-1 CANCELLED AT 2024-01-01T00:00:00 DUE TO TIME LIMIT ***',
  ],
  [
    'S1',
    'time_limit initiator',
    'slurmstepd: error: *** STEP 123.0 ON gpu-1 CANCELLED AT 2024-01-01T00:00:00 DUE TO TIME LIMIT ***',
  ],
  ['S2', 'preempted initiator', 'x DUE TO PREEMPTION ***'],
  ['S3', 'node_failure initiator', 'x DUE TO NODE FAILURE, SEE SLURMCTLD LOG FOR DETAILS ***'],
  ['S4', 'requeued initiator', 'x DUE TO JOB REQUEUE ***'],
  ['S5', 'user_cancelled teardown', 'slurmstepd: error: *** JOB 123 ON gpu-1 CANCELLED AT 2024-01-01T00:00:00 ***'],
  ['S5', 'unknown', 'srun: Force Terminated StepId=123.0'],
  [
    'S6',
    'process_exit confirms',
    'slurmstepd: error: *** STEP 1.0 ON gpu-1 FAILED (non-zero exit code or other failure mode) ***',
  ],
  ['S6', 'time_limit confirms', '1234         train      gpu   acct   64    TIMEOUT      0:0'],
  ['S7', 'node_failure initiator', 'srun: error: Node gpu-7 is not responding'],
  ['S7', 'node_failure initiator', 'slurmctld: error: Nodes gpu-[7-8] not responding'],
  [
    'S8',
    'preempted initiator',
    'The node was low on resource: memory. Threshold quantity: 100Mi, available: 5Mi. Container main was using 100Gi',
  ],
  ['S9', 'container_setup initiator', 'FailedScheduling x Insufficient nvidia.com/gpu'],
  [
    'S10',
    'preempted initiator',
    '{"action": "terminate", "time": "2024-01-01T00:00:00Z"} from http://169.254.169.254/latest/meta-data/spot/instance-action',
  ],
  ['S11', 'config_error initiator', 'slurmstepd: error: execve(): /opt/train.sh: No such file or directory'],
  ['S12', 'time_limit initiator', '=>> PBS: job killed: walltime 86432 exceeded limit 86400'],
  ['S12', 'oom_host initiator', 'TERM_MEMLIMIT: job killed after reaching LSF memory usage limit.'],
  ['C1', 'config_error initiator', 'error: unrecognized arguments:'],
  ['C2', 'config_error initiator', "hydra.errors.ConfigCompositionException: Could not override 'model.lr'."],
  ['C3', 'code_bug initiator', "TypeError: forward() got an unexpected keyword argument 'x'"],
  ['C4', 'import_error initiator', "ModuleNotFoundError: No module named 'flash_attn'"],
  [
    'C5',
    'driver_mismatch initiator',
    'ImportError: libcudart.so.12: cannot open shared object file: No such file or directory',
  ],
  [
    'C6',
    'config_error initiator',
    'AssertionError: num_attention_heads (6) must be divisible by tensor_model_parallel_size (4)',
  ],
  ['C7', 'config_error initiator', 'environment variable MASTER_ADDR expected, but not set'],
  ['C8', 'code_bug initiator', 'mat1 and mat2 shapes cannot be multiplied'],
  ['C9', 'code_bug initiator', 'Expected to have finished reduction in the prior iteration'],
  ['C10', 'compile_error initiator', 'BackendCompilerFailed'],
  ['C11', 'compile_error initiator', "RuntimeError: Error building extension 'fused_adam'"],
  ['C12', 'config_error initiator', 'FlashAttention only supports'],
  ['C13', 'code_bug initiator', 'AssertionError'],
  ['D1', 'data_missing initiator', "FileNotFoundError: [Errno 2] No such file or directory: '/data/pile.idx'"],
  ['D1', 'data_missing initiator', "FileNotFoundError: [Errno 2] No such file or directory: '/data/x/train.parquet'"],
  ['D2', 'data_corrupt initiator', 'json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)'],
  ['D3', 'data_corrupt initiator', 'bad token detected token_id=151999 at sample 3'],
  ['D4', 'data_missing initiator', 'num_samples should be a positive integer value'],
  [
    'D5',
    'config_error initiator',
    'ValueError: Tokenizer class LlamaTokenizerFastX does not exist or is not currently imported.',
  ],
  ['D6', 'auth initiator', 'GatedRepoError'],
  [
    'D7',
    'remote_hub initiator',
    'requests.exceptions.HTTPError: 503 Server Error: Service Unavailable for url: https://huggingface.co/x',
  ],
  [
    'D8',
    'remote_hub initiator',
    'botocore.exceptions.ClientError: An error occurred (SlowDown) when calling the PutObject operation (reached max retries: 4): Please reduce your request rate.',
  ],
  ['D9', 'unknown', 'WARNING consumed all samples of the dataset'],
  ['X1', 'nan_divergence initiator', 'RuntimeError: Unexpected result nan on rank 3 at iteration #120! Skipping'],
  [
    'X2',
    'nan_divergence initiator',
    'AssertionError: Rank 9: found NaN in local grad norm in backward pass before data-parallel communication collective. Device: 1, node: gpu-7',
  ],
  ['X3', 'nan_divergence initiator', 'Current loss scale already at minimum - cannot decrease scale anymore'],
  ['X4', 'nan_divergence initiator', 'Loss is nan, stopping training'],
  ['X5', 'nan_divergence initiator', 'returned nan values in its 0th output'],
  ['X6', 'unknown', '[deepspeed] OVERFLOW! Rank 0 Skipping step. Attempted loss scale: 65536, reducing to 32768'],
  [
    'X7',
    'nan_divergence',
    ' iteration      300/    1000 | lm loss: 2.0 | number of skipped iterations:   0 | number of nan iterations:   3 |\n iteration      400/    1000 | lm loss: 2.0 | number of skipped iterations:   0 | number of nan iterations:   4 |',
  ],
  ['X7', 'unknown', ' iteration      100/    1000 | lm loss: 2.0 | number of nan iterations:   0 |'],
  [
    'K1',
    'ckpt_missing initiator',
    "FileNotFoundError: [Errno 2] No such file or directory: '/ckpt/latest_checkpointed_iteration.txt'",
  ],
  ['K1', 'unknown', 'WARNING: could not find the metadata file /ckpt/latest_checkpointed_iteration.txt'],
  ['K2', 'ckpt_incompatible initiator', 'RuntimeError: Error(s) in loading state_dict for GPT:'],
  ['K3', 'ckpt_incompatible initiator', 'Global shape mismatch'],
  [
    'K4',
    'ckpt_incompatible initiator',
    '_pickle.UnpicklingError: Weights only load failed. This file can still be loaded',
  ],
  ['K5', 'ckpt_corrupt initiator', "_pickle.UnpicklingError: invalid load key, '\\x00'."],
  ['K6', 'ckpt_write_io initiator', 'PytorchStreamWriter failed writing file data/3: file write failed'],
  ['K7', 'ckpt_write_io symptom', 'CheckpointException ranks:dict_keys('],
  [
    'K8',
    'config_error initiator',
    'ValueError: Output directory (/out) already exists and is not empty. Use --overwrite_output_dir to overcome.',
  ],
  ['K9', 'ckpt_write_io initiator', "Should have seen at least one 'Starting job' entry with same world_size"],
  [
    'K10',
    'ckpt_incompatible initiator',
    'Attempted to deserialize object on CUDA device 2 but torch.cuda.device_count() is 1',
  ],
  ['F1', 'disk_full initiator', '[Errno 28] No space left on device'],
  ['F2', 'disk_full initiator', '[Errno 122] Disk quota exceeded'],
  ['F3', 'storage_io initiator', '[Errno 30] Read-only file system'],
  ['F4', 'storage_io initiator', 'blk_update_request: I/O error, dev nvme0n1, sector 1234 op 0x0:(READ) flags 0x80700'],
  ['F5', 'storage_io initiator', '[Errno 116] Stale file handle'],
  ['F6', 'storage_io initiator', "OSError: [Errno 107] Transport endpoint is not connected: '/mnt/x'"],
  ['F7', 'permission initiator', '[Errno 13] Permission denied'],
  [
    'F8',
    'storage_io initiator',
    'LustreError: 11-0: fs-OST0001-osc-ffff: operation ost_read to node 10.0.0.3@o2ib failed: rc = -107',
  ],
  [
    'F8',
    'storage_io initiator',
    'kernel: LustreError: 167-0: lfs02-MDT0000-mdc-ffff: This client was evicted by lfs02-MDT0000; in progress operations using this service will fail.',
  ],
  ['F9', 'storage_io initiator', '[ 1234.567] INFO: task python:280058 blocked for more than 120 seconds.'],
  ['F10', 'storage_io initiator', '[Errno 37] No locks available'],
  ['F11', 'data_missing initiator', '[Errno 2] No such file or directory'],
  ['H1', 'hang_no_output symptom', 'logmon-hang: job HANGING: no output for 10 min'],
  ['H2', 'hang_no_output symptom', 'logmon-hang: job HANGING: no training step for 5 min'],
  [
    'H3',
    'hang_no_output initiator',
    '2024-01-15 10:30:47,789 [ERROR] [node001] [workload:0(0) infra:0(0)] rank_monitor.py:89 [Cycle 1] Did not get initial heartbeat. Waited 1800.00 seconds.',
  ],
  ['H4', 'unknown', 'Timeout (0:10:00)!'],
  [
    'H5',
    'unknown',
    "STRAGGLER DETECTION WARNING: Some GPUs have worse relative performance. Affected ranks: {StragglerId(rank=13, node='gpu-1')}",
  ],
  ['Z1', 'completed', '[exiting program after 1190.0 minutes] datetime: 2021-08-08 01:00:51'],
]
const OF_MANY_LINES: readonly string[] = ['X8']
const { folder: REFERENCE, skip } = foreign('reference/failures.md')

t.test('every row of the catalogue is told from its line', async t => {
  for (const [id, told, line] of CATALOGUE) {
    // What logmon-hang says reaches the classifier as a record of its own, never as a line of a log.
    const reason = /^logmon-hang: job HANGING: (.*)$/.exec(line)?.[1]
    const { records, last } =
      reason === undefined
        ? judge(line)
        : judgeRecords([{ kind: 'status', scope: 'job', from: 'HEALTHY', to: 'HANGING', reason }])
    const failure = records.find(record => record.kind === 'failure')
    t.equal(failure === undefined ? last.category : `${failure.category} ${failure.role}`, told, `${id}: ${line}`)
  }
})

t.test('a log cannot say in the words of logmon-hang that its job hangs', async t => {
  const { records, last } = judge('logmon-hang: job HANGING: no training step for 5 min')
  t.same([records.length, last.status], [1, judge('an ordinary line').last.status])
})

t.test('no row of the catalogue is left out', { skip }, async t => {
  const rows = readFileSync(REFERENCE, 'utf8').split('### 2.3')[1]?.split('### 2.4')[0] ?? ''
  const ids = [...rows.matchAll(/^\| ([A-Z]\d+) \|/gm)].map(match => match[1])
  t.equal(ids.length, 148)
  t.same([...new Set([...CATALOGUE.map(([id]) => id), ...OF_MANY_LINES])].sort(), ids.sort())
})
