// Data, tokenizers, remote hubs and logins.
import type { Signature } from './signature.ts'

const MEGATRON_DATA = 'https://github.com/NVIDIA/Megatron-LM/blob/main/megatron/core/datasets/indexed_dataset.py'
const DATASETS = 'https://huggingface.co/docs/datasets/package_reference/utilities'
const HUB = 'https://huggingface.co/docs/huggingface_hub/package_reference/utilities'
const ARROW = 'https://arrow.apache.org/docs/cpp/parquet.html'
const S3 = 'https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html'
const WANDB = 'https://docs.wandb.ai/support/'

export const data: readonly Signature[] = [
  {
    id: 'data.indexed-missing',
    anchors: ['.idx and .bin files cannot be found', 'Dataset not found', "Couldn't find a dataset script", 'Unable to find', 'does not exist or is empty'],
    pattern:
      /One or both of the \.idx and \.bin files cannot be found|Couldn't find (?:a dataset script|any data file)|Unable to find '[^']*' at|No data files? found|DataFilesNotFoundError|EmptyDatasetError/,
    category: 'data_missing',
    role: 'initiator',
    source: MEGATRON_DATA,
    samples: [
      'AssertionError: One or both of the .idx and .bin files cannot be found at the path prefix /data/wiki_text_document',
      "FileNotFoundError: Unable to find 's3://b/x.parquet' at",
    ],
  },
  {
    id: 'data.samples',
    anchors: [
      'num_samples should be a positive integer value',
      'DatasetGenerationError',
      'DatasetNotFoundError',
      'Cannot find data file',
      'Loading a dataset cached in a',
      'Invalid pattern',
      'NonMatchingSplitsSizesError',
      'ExpectedMoreSplits',
    ],
    pattern:
      /num_samples should be a positive integer value|DatasetGenerationError|DatasetNotFoundError|Cannot find data file|Loading a dataset cached in a \w+ is not supported|NonMatchingSplitsSizesError|ExpectedMoreSplits/,
    category: 'data_missing',
    role: 'initiator',
    tier: 3,
    source: DATASETS,
    samples: [
      'ValueError: num_samples should be a positive integer value, but got num_samples=0',
      'NotImplementedError: Loading a dataset cached in a LocalFileSystem is not supported.',
      'datasets.exceptions.DatasetGenerationError: An error occurred while generating the dataset',
    ],
  },
  {
    id: 'data.corrupt',
    anchors: [
      'JSONDecodeError',
      'ArrowInvalid',
      'UnidentifiedImageError',
      'tarfile.ReadError',
      'zlib.error',
      'image file is truncated',
      'BadGzipFile',
      'BadZipFile',
      'DataLossError',
      'ChecksumError',
    ],
    pattern:
      /^(?:[\w.]+\.)?(?:JSONDecodeError|ArrowInvalid|UnidentifiedImageError|BadGzipFile|BadZipFile|DataLossError|NonMatchingChecksumError)\b|^tarfile\.ReadError|^zlib\.error|image file is truncated/,
    category: 'data_corrupt',
    role: 'initiator',
    tier: 3,
    errorsOnly: true,
    source: ARROW,
    samples: [
      'json.decoder.JSONDecodeError: Extra data: line 64 column 2 (char 27826)',
      'pyarrow.lib.ArrowInvalid: Could not open Parquet input source',
      'OSError: image file is truncated (5 bytes not processed)',
    ],
  },
  {
    // A log line about it, which may have been dealt with.
    id: 'data.corrupt-mentioned',
    anchors: ['JSONDecodeError', 'ArrowInvalid', 'Parquet magic bytes not found', 'checksum mismatch', 'Checksum mismatch', 'UnidentifiedImageError'],
    pattern: /\S [^\n]*\b(?:JSONDecodeError|ArrowInvalid|UnidentifiedImageError)\b|Parquet magic bytes not found|[Cc]hecksum mismatch/,
    category: 'data_corrupt',
    role: 'initiator',
    tier: 2,
    errorsOnly: true,
    source: ARROW,
    samples: ["Failed to read file '/d/x.jsonl' with error <class 'pyarrow.lib.ArrowInvalid'>: JSON parse error", 'RuntimeError: checksum mismatch in shard 12'],
  },
  {
    id: 'data.token-range',
    anchors: ['bad token detected', 'Token id', 'index out of range in self', 'token id', 'is out of vocabulary'],
    pattern: /bad token detected token_id=(?<token>\d+)|[Tt]oken id \S+[^\n]*out of (?:range|vocabulary)|index out of range in self/,
    category: 'data_corrupt',
    role: 'initiator',
    source: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.Embedding.html',
    samples: ['IndexError: index out of range in self', 'ValueError: bad token detected token_id=151999'],
  },
  {
    id: 'data.tokenizer',
    anchors: [
      "Can't load tokenizer for",
      'Tokenizer class',
      'is not a local folder and is not a valid model identifier',
      "Can't load the configuration of",
      "Can't load tokenizer",
      'does not appear to have a file named',
      'Repo id must',
    ],
    pattern:
      /Can't load (?:tokenizer for|the configuration of|the model for)|Tokenizer class \w+ does not exist|is not a local folder and is not a valid model identifier|does not appear to have a file named|HFValidationError/,
    category: 'config_error',
    role: 'initiator',
    source: 'https://huggingface.co/docs/transformers/troubleshooting',
    samples: [
      "OSError: Can't load tokenizer for 'meta/x'. If you were trying to load it from 'https://huggingface.co/models', make sure",
      'OSError: ./base is not a local folder and is not a valid model identifier listed on https://huggingface.co/models',
    ],
  },
  {
    id: 'auth.hub',
    anchors: [
      'GatedRepoError',
      '401 Client Error',
      '403 Client Error',
      'RepositoryNotFoundError',
      'Invalid user token',
      'Cannot access gated repo',
      'Invalid credentials in Authorization header',
      'LocalTokenNotFoundError',
      'Access to model',
    ],
    pattern:
      /GatedRepoError|40[13] Client Error|RepositoryNotFoundError|Invalid user token|Cannot access gated repo|Invalid credentials in Authorization header|LocalTokenNotFoundError|Access to model \S+ is restricted/,
    category: 'auth',
    role: 'initiator',
    errorsOnly: true,
    source: HUB,
    samples: [
      'requests.exceptions.HTTPError: 403 Client Error: Forbidden for url: https://huggingface.co/x/resolve/main/config.json',
      'huggingface_hub.errors.GatedRepoError: 401 Client Error.',
      'OSError: You are trying to access a gated repo. Cannot access gated repo for url https://huggingface.co/x',
    ],
  },
  {
    id: 'auth.tracker',
    anchors: ['api_key not configured', 'wandb.errors', 'wandb: ERROR', 'API key must be', 'comet_ml', 'permission denied to access', 'AuthenticationError'],
    pattern:
      /api_key not configured|API key must be \d+ characters|wandb(?:\.errors)?[^\n]*(?:AuthenticationError|permission denied|not logged in)|AuthenticationError\b/,
    category: 'auth',
    role: 'initiator',
    source: WANDB,
    samples: [
      'wandb.errors.UsageError: api_key not configured (no-tty). call wandb.login(key=[your_api_key])',
      'wandb.errors.errors.AuthenticationError: The API key you provided is either invalid or missing.',
    ],
  },
  {
    id: 'auth.tracker-down',
    anchors: ['wandb.errors.CommError', 'wandb.sdk', 'CommError'],
    pattern: /wandb[\w.]*\.CommError/,
    category: 'remote_hub',
    role: 'initiator',
    tier: 3,
    errorsOnly: true,
    source: WANDB,
    samples: ['wandb.errors.CommError: Run initialization has timed out after 90.0 sec.'],
  },
  {
    id: 'auth.cloud',
    anchors: [
      'NoCredentialsError',
      'AccessDenied',
      'Forbidden: ',
      'PERMISSION_DENIED',
      'ExpiredToken',
      'InvalidAccessKeyId',
      'SignatureDoesNotMatch',
      'DefaultCredentialsError',
      'Unable to locate credentials',
      'RefreshError',
      'does not have storage',
      'UnauthorizedOperation',
      'AuthorizationFailure',
      'Anonymous caller',
    ],
    pattern:
      /NoCredentialsError|\bAccessDenied(?:Exception)?\b|(?:OSError|Error|gcsfs\S*): Forbidden: |PERMISSION_DENIED|\bExpiredToken|InvalidAccessKeyId|SignatureDoesNotMatch|DefaultCredentialsError|Unable to locate credentials|google\.auth\.exceptions\.RefreshError|does not have storage\.\w+\.\w+ access|AuthorizationFailure/,
    category: 'auth',
    role: 'initiator',
    errorsOnly: true,
    source: S3,
    samples: [
      'botocore.exceptions.NoCredentialsError: Unable to locate credentials',
      'botocore.exceptions.ClientError: An error occurred (AccessDenied) when calling the GetObject operation: Access Denied',
      'OSError: Forbidden: b/levanter-data/o/tokenized%2Fcache_ledger.json',
    ],
  },
  {
    id: 'auth.license',
    anchors: ['icense', 'License', 'FLEXlm', 'lmgrd'],
    pattern:
      /(?:[Ll]icense|LICENSE) (?:checkout failed|has expired|is invalid|not found|server (?:is )?(?:down|unreachable)|key is (?:invalid|missing))|No valid licen[sc]e|You must accept the [\w ]*licen[sc]e/,
    category: 'auth',
    role: 'initiator',
    errorsOnly: true,
    source: 'https://docs.nvidia.com/license-system/latest/',
    samples: ['ERROR: License checkout failed', 'No valid license found for vGPU'],
  },
  {
    id: 'hub.unavailable',
    anchors: [
      '429 Client Error',
      'Server Error',
      "We couldn't connect to",
      'LocalEntryNotFoundError',
      'Max retries exceeded with url',
      'OfflineModeIsEnabled',
      'HfHubHTTPError',
      'Read timed out',
      'NameResolutionError',
    ],
    pattern:
      /429 Client Error|\b50[0234] Server Error|We couldn't connect to|LocalEntryNotFoundError|Max retries exceeded with url|OfflineModeIsEnabled|Read timed out\./,
    category: 'remote_hub',
    role: 'initiator',
    tier: 3,
    errorsOnly: true,
    source: HUB,
    samples: [
      'requests.exceptions.HTTPError: 429 Client Error: Too Many Requests for url: https://huggingface.co/api',
      "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='huggingface.co', port=443): Max retries exceeded with url: /x",
      "OSError: We couldn't connect to 'https://huggingface.co' to load this file",
    ],
  },
  {
    id: 'object-store.unavailable',
    anchors: [
      'SlowDown',
      'RequestTimeout',
      'EndpointConnectionError',
      'Service Unavailable',
      'ServiceUnavailable',
      'IncompleteReadError',
      'ReadTimeoutError',
      'TooManyRequests',
      'ResponseStreamingError',
      'gcsfs.retry',
    ],
    pattern:
      /\((?:SlowDown|RequestTimeout|InternalError|ServiceUnavailable)\)|EndpointConnectionError|503 (?:Service Unavailable|GET|POST)|IncompleteReadError|ReadTimeoutError|TooManyRequests|ResponseStreamingError|gcsfs\.retry\.HttpError/,
    category: 'remote_hub',
    role: 'initiator',
    tier: 3,
    errorsOnly: true,
    source: S3,
    samples: [
      'botocore.exceptions.ClientError: An error occurred (SlowDown) when calling the PutObject operation: Please reduce your request rate.',
      'botocore.exceptions.EndpointConnectionError: Could not connect to the endpoint URL',
    ],
  },
]
