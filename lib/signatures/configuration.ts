// Settings, arguments, versions and compilation: what a person must change.
import type { Signature } from './signature.ts'

const ARGPARSE = 'https://docs.python.org/3/library/argparse.html'
const HYDRA = 'https://hydra.cc/docs/advanced/override_grammar/basic/'
const LINKER = 'https://man7.org/linux/man-pages/man8/ld.so.8.html'
const INDUCTOR = 'https://docs.pytorch.org/docs/stable/torch.compiler_troubleshooting.html'
const MEGATRON = 'https://github.com/NVIDIA/Megatron-LM/blob/main/megatron/training/arguments.py'

export const configuration: readonly Signature[] = [
  {
    id: 'config.arguments',
    anchors: [
      'error: unrecognized arguments',
      'error: argument ',
      'the following arguments are required',
      'No such option',
      'Missing option',
      'expected one argument',
      'Some specified arguments are not used',
    ],
    pattern:
      /error: unrecognized arguments:|error: argument [^\n]*: (?:invalid|expected)|the following arguments are required|(?:Error: )?(?:No such option|Missing option)|Some specified arguments are not used by the HfArgumentParser/,
    category: 'config_error',
    role: 'initiator',
    source: ARGPARSE,
    samples: [
      'train.py: error: unrecognized arguments: --foo 3',
      'train.py: error: the following arguments are required: --data-path',
      "pretrain.py: error: argument --micro-batch-size: invalid int value: 'x'",
    ],
  },
  {
    id: 'config.override',
    anchors: [
      'ConfigAttributeError',
      'ConfigKeyError',
      'Could not override',
      'ConfigCompositionException',
      'MissingConfigException',
      'MissingMandatoryValue',
      'ConfigTypeError',
      'ConfigValueError',
      'InterpolationKeyError',
      'validation error for',
      'validation errors for',
    ],
    pattern:
      /Config(?:Attribute|Key|Type|Value)Error|Could not override '|ConfigCompositionException|MissingConfigException|MissingMandatoryValue|InterpolationKeyError|\d+ validation errors? for \w+/,
    category: 'config_error',
    role: 'initiator',
    source: HYDRA,
    samples: ["omegaconf.errors.ConfigAttributeError: Key 'lr' is not in struct", 'pydantic.error_wrappers.ValidationError: 1 validation error for TrainConfig'],
  },
  {
    id: 'config.parallelism',
    anchors: [
      'is not divisible by',
      'must be divisible by',
      'should be divisible by',
      'train_batch_size is not equal to',
      'not divisible by',
      'expected world size',
      'world size',
      'Check batch related parameters',
    ],
    pattern:
      /(?:world.?size|batch|heads?|layers?|hidden|vocab|seq\w*|size|num_\w+|parallel\w*)[^\n]*(?:is not|must be|should be|not) divisible by|train_batch_size is not equal to|Check batch related parameters|Invalid parallel dims|world_size \(\d+\) is not equal/i,
    category: 'config_error',
    role: 'initiator',
    source: MEGATRON,
    samples: [
      'AssertionError: world size (12) is not divisible by tensor_model_parallel_size (8)',
      'AssertionError: Check batch related parameters. train_batch_size is not equal to micro_batch_per_gpu * gradient_acc_step * world_size 256 != 4 * 1 * 32',
      'ValueError: num_heads must be divisible by num_key_value_heads',
    ],
    also: ['fact.world-size'],
  },
  {
    id: 'config.unsupported',
    anchors: [
      'FlashAttention only supports',
      'bf16 is not supported',
      'bfloat16 is not supported',
      'is only supported on',
      'Your setup doesn',
      'not supported on this device',
      'Bfloat16 is only supported',
      'requires GPU',
    ],
    pattern:
      /FlashAttention only supports|[bB](?:f16|float16) is (?:not supported|only supported)|Your setup doesn't support bf16|is only supported on (?:GPUs|CUDA|Ampere|Hopper)|not supported on this device/,
    category: 'config_error',
    role: 'initiator',
    errorsOnly: true,
    source: 'https://github.com/Dao-AILab/flash-attention',
    samples: [
      'RuntimeError: FlashAttention only supports Ampere GPUs or newer.',
      "ValueError: Your setup doesn't support bf16/gpu. You need torch>=1.10, using Ampere GPU with cuda>=11.0",
    ],
  },
  {
    id: 'config.invalid-choice',
    anchors: ['is not a valid ', 'Unsupported recipe', 'not supported. Choose', 'Unknown optimizer', 'Unrecognized configuration class', 'is not one of'],
    pattern: /^ValueError: (?<value>\S+) is not a valid (?<type>\w+)|Unrecognized configuration class|Unsupported (?:recipe|optimizer|scheduler|backend|dtype)[:\s]/,
    category: 'config_error',
    role: 'initiator',
    source: 'https://docs.python.org/3/library/enum.html',
    samples: ["ValueError: 'fp9' is not a valid Precision", 'NotImplementedError: Unsupported recipe: Float8LinearRecipeName.ROWWISE_WITH_GW_HP'],
  },
  {
    id: 'library.symbol',
    anchors: ['undefined symbol', 'cannot open shared object file', "' not found (required by", 'DLL load failed', 'cxx11abi'],
    pattern:
      /undefined symbol: (?<symbol>\w+)|(?<library>\S+\.so[\d.]*): cannot open shared object file|version `(?<version>[\w.]+)' not found \(required by|DLL load failed/,
    category: 'driver_mismatch',
    role: 'initiator',
    source: LINKER,
    samples: [
      'ImportError: /opt/env/lib/libtorch_xpu.so: undefined symbol: _ZN4sycl3_V17handler',
      'ImportError: libcudart.so.12: cannot open shared object file: No such file or directory',
      "ImportError: /lib64/libm.so.6: version `GLIBC_2.29' not found (required by /opt/x.so)",
    ],
  },
  {
    id: 'library.version-check',
    anchors: [
      'cuDNN version incompatibility',
      'MIOpen version',
      'is incompatible with',
      'requires torch',
      'requires a version of',
      'is required for a normal functioning',
      'VersionConflict',
      'DistributionNotFound',
      'PackageNotFoundError',
      'detected CUDA version',
      'compiled with CUDA',
      'binary incompatibility',
      'numpy.dtype size changed',
      'A module that was compiled using NumPy 1.x',
      'has different CUDA versions',
      'compiled with different CUDA',
    ],
    pattern:
      /is required for a normal functioning of this module|VersionConflict|DistributionNotFound|PackageNotFoundError|The detected CUDA version \([\d.]+\) mismatches|numpy\.dtype size changed|binary incompatibility|PyTorch and \w+ (?:has|were compiled with) different CUDA|(?:not )?compiled with CUDA enabled|Torch not compiled with|cuDNN version incompatibility/,
    category: 'driver_mismatch',
    role: 'initiator',
    errorsOnly: true,
    source: 'https://packaging.python.org/',
    samples: [
      'RuntimeError: cuDNN version incompatibility: PyTorch was compiled against (8, 9, 2) but found runtime version (8, 5, 0).',
      'ImportError: tokenizers>=0.11.1,!=0.11.3,<0.14 is required for a normal functioning of this module, but found tokenizers==0.15.0.',
      'RuntimeError: The detected CUDA version (12.4) mismatches the version that was used to compile PyTorch (11.8).',
      'AssertionError: Torch not compiled with CUDA enabled',
    ],
  },
  {
    id: 'compile.graph',
    anchors: [
      'BackendCompilerFailed',
      'InductorError',
      'CompilationError',
      "Unknown key: 'cubin'",
      'out of resource: shared memory',
      'OutOfResources',
      'TorchRuntimeError',
      'LoweringException',
      'torch._dynamo.exc',
      'PTXASError',
      'ptxas fatal',
      'ptxas error',
    ],
    pattern:
      /BackendCompilerFailed|InductorError|triton\.compiler\.errors\.\w+|CompilationError\b|Unknown key: 'cubin'|out of resource: shared memory|LoweringException|torch\._dynamo\.exc\.(?!BackendCompilerFailed)\w+|PTXASError|ptxas (?:fatal|error)/,
    category: 'compile_error',
    role: 'initiator',
    tier: 3,
    errorsOnly: true,
    source: INDUCTOR,
    samples: [
      "torch._dynamo.exc.BackendCompilerFailed: backend='inductor' raised:",
      'triton.compiler.errors.CompilationError: at 10:22:',
      'triton.runtime.errors.OutOfResources: out of resource: shared memory, Required: 163840, Hardware limit: 101376.',
    ],
  },
  {
    id: 'compile.extension',
    anchors: ['Error building extension', 'CUDA_HOME', 'ninja: build stopped', 'Ninja is required to load C++ extensions', 'nvcc fatal', 'error: command '],
    pattern:
      /Error building extension '(?<extension>\w+)'|CUDA_HOME (?:environment variable is not set|does not exist)|ninja: build stopped|Ninja is required to load C\+\+ extensions|nvcc fatal/,
    category: 'compile_error',
    role: 'initiator',
    errorsOnly: true,
    source: 'https://docs.pytorch.org/docs/stable/cpp_extension.html',
    samples: [
      "RuntimeError: Error building extension 'fused_adam'",
      'OSError: CUDA_HOME environment variable is not set. Please set it to your CUDA install root.',
      'ninja: build stopped: subcommand failed.',
    ],
  },
  {
    id: 'xla.compile',
    anchors: ['XlaRuntimeError', 'Compilation failure', 'Mosaic failed to compile', 'neuronx-cc', 'Compilation failed for', '[XCG', '[NCC'],
    pattern:
      /Compilation failure:|Mosaic failed to compile|XlaRuntimeError: (?:INTERNAL|UNIMPLEMENTED): (?!no kernel)[^\n]*(?:compil|lowering|not implemented)|Compilation failed for|neuronx-cc[^\n]*(?:failed|ERROR)/,
    category: 'compile_error',
    role: 'initiator',
    tier: 3,
    source: 'https://openxla.org/xla/errors_overview',
    samples: [
      'jaxlib.xla_extension.XlaRuntimeError: INTERNAL: Mosaic failed to compile TPU kernel: unsupported shape',
      'ERROR neuronx-cc terminated: Compilation failed for module MODULE_123 after 3 retries.',
    ],
  },
  {
    id: 'xla.internal',
    anchors: ['XlaRuntimeError'],
    pattern: /XlaRuntimeError: (?<status>UNAVAILABLE|DEADLINE_EXCEEDED|ABORTED|CANCELLED)\b/,
    category: 'nccl_timeout',
    role: 'symptom',
    source: 'https://openxla.org/xla/errors_overview',
    samples: ['jaxlib.xla_extension.XlaRuntimeError: DEADLINE_EXCEEDED: Barrier timed out. Barrier_id: PjRT_Client_Connect.'],
  },
]
