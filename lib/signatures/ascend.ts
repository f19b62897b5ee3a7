// Huawei Ascend: codes of the runtime (EE, EZ, EL), of HCCL (EI) and of the device (507…).
import type { Signature } from './signature.ts'

const ASCEND =
  'https://www.hiascend.com/document/detail/en/canncommercial/601/troublemanagement/troubleshooting/troubleshooting_0225.html'
const PTA = 'https://github.com/hiyouga/LLaMA-Factory/issues/3839'

export const ascend: readonly Signature[] = [
  {
    id: 'ascend.hardware',
    anchors: ['HBM ', 'BIT ECC', 'bit ECC', '507053', '507054', '507056', '507057', 'device heartbeat lost'],
    pattern:
      /HBM[^\n]*(?:multi-?bit|uncorrect\w*)[^\n]*ECC|ECC[^\n]*(?:multi-?bit|uncorrect\w*)[^\n]*HBM|error code(?: is)?:? ?50705[3467]\b|device heartbeat lost/i,
    category: 'gpu_hw_fatal',
    role: 'initiator',
    tier: 5,
    source: ASCEND,
    samples: [
      '[ERROR] HBM MULTI BIT ECC, Uncorrectable ECC. The device is 3.',
      'RuntimeError: ACL stream synchronize failed, error code:507054',
    ],
  },
  {
    id: 'ascend.memory',
    anchors: ['EL0004', 'Alloc memory failed'],
    pattern: /\bEL0004\b|EE\d{4}[^\n]*Alloc memory failed/,
    category: 'oom_gpu',
    role: 'initiator',
    source: ASCEND,
    samples: ['EL0004: [PID: 4121] 2024-05-21-11:58:06 Failed to allocate memory.'],
  },
  {
    id: 'ascend.notify-timeout',
    anchors: ['EI0002', 'Notify register times out'],
    pattern: /\bEI0002\b|wait execution of the Notify register times out/,
    category: 'nccl_timeout',
    role: 'symptom',
    source: ASCEND,
    samples: ['EI0002: The wait execution of the Notify register times out.'],
  },
  {
    id: 'ascend.connect',
    anchors: ['EI0006', 'Getting socket times out', 'EI0015', 'EJ0003'],
    pattern: /\bEI0006\b|Getting socket times out|\bEI0015\b|\bEJ0003\b/,
    category: 'rendezvous',
    role: 'initiator',
    tier: 3,
    source: ASCEND,
    samples: ['EI0006: Getting socket times out. Reason: Remote Rank did not send the data in time.'],
  },
  {
    // What its own trace below says of the device is that it does not answer a second process.
    id: 'ascend.still-running',
    anchors: ['EJ0001', 'initialize the HCCP process'],
    pattern: /\bEJ0001\b|Failed to initialize the HCCP process/,
    category: 'rendezvous',
    role: 'initiator',
    source: ASCEND,
    samples: [
      'EJ0001: 2024-05-21-11:57:54.167.645 Failed to initialize the HCCP process. Reason: Maybe the last training process is running.',
    ],
  },
  {
    id: 'ascend.settings',
    anchors: ['EI0001', 'EI0003', 'EI0004', 'EI0005'],
    pattern: /\bEI000[1345]: /,
    category: 'config_error',
    role: 'initiator',
    source: ASCEND,
    samples: ['EI0004: The ranktable is invalid, Reason: the ranktable file is not a valid JSON.'],
  },
  {
    id: 'ascend.device',
    anchors: [
      'unknown device error',
      'tsd client wait response fail',
      '[driver error:',
      'drvMngGetConsoleLogLevel',
      'dcmi module initialize failed',
      'dcmi model initialized failed',
    ],
    pattern:
      /unknown device error|tsd client wait response fail|reason=\[driver error:|drvMngGetConsoleLogLevel failed|dcmi mod(?:ule|el) initialized? failed/,
    category: 'gpu_driver_host',
    role: 'initiator',
    source: PTA,
    samples: [
      'tsd client wait response fail, device response code[1]. unknown device error.[FUNC:WaitRsp][FILE:process_mode_manager.cpp][LINE:290]',
      'rtGetDevMsg execute failed, reason=[driver error:internal error][FUNC:FuncErrorReason]',
    ],
  },
  {
    id: 'ascend.fault',
    anchors: [
      'EZ9999',
      'E39999',
      'E19999',
      'E89999',
      'EE9999',
      'EH9999',
      'rtDeviceSynchronize',
      '507011',
      '507014',
      '507015',
      '507018',
    ],
    pattern:
      /E[EHJZ138]9999: Inner Error|rtDeviceSynchronize[^\n]*execute failed|error code(?: is)?:? ?5070(?:11|14|15|18)\b/,
    category: 'gpu_unknown',
    role: 'initiator',
    tier: 3,
    source: ASCEND,
    samples: ['EZ9999: Inner Error!', 'RuntimeError: ACL stream synchronize failed, error code:507015'],
  },
  {
    // Wrappers of torch_npu: the code and the lines below say what it was.
    id: 'ascend.call-failed',
    anchors: [
      'HCCL error in:',
      'NPU function error: ',
      'npuSynchronize',
      'OPS function error: ',
      'HCCL function error',
      'hccl api failed',
      'acl api failed',
      'ERR99999',
      'ERR00100',
    ],
    pattern:
      /HCCL error in:|HCCL function error|NPU function error: |\bnpuSynchronize\w+|OPS function error: |DIST call hccl api failed|call acl api failed|\bERR(?:99999|00100) /,
    category: 'gpu_unknown',
    role: 'symptom',
    tier: 3,
    source: PTA,
    samples: [
      'RuntimeError: [ERROR] HCCL error in: torch_npu/csrc/distributed/ProcessGroupHCCL.cpp:64',
      '[ERROR] 2025-09-18-08:15:20 ERR02200 DIST call hccl api failed.',
    ],
  },
]
