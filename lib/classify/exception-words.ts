// What the words of an exception say where its class says nothing and no row knows its text.
import type { Category } from '../signatures/categories.ts'

/**
 * Tried in order: the first whose words stand in the text. Whole words only; names of files and variables are no words
 * of a sentence.
 */
const CATEGORY_OF_WORDS: readonly (readonly [words: RegExp, category: Category])[] = [
  [/\bout of memory\b|\bOOM\b/i, 'oom_gpu'],
  [
    /\b(?:loss|grad(?:ient)?s?|logits?|norm|activations?|weights?)\b[^\n]{0,60}\b(?:nan|non-?finite|not finite)\b|\b(?:nan|non-?finite)\b[^\n]{0,40}\b(?:loss|grad(?:ient)?s?|logits?|norm|activations?|weights?)\b/i,
    'nan_divergence',
  ],
  [
    /\b(?:compil(?:e|er|ation|ing)|lowering|codegen|ptxas|nvcc)\b[^\n]{0,80}\b(?:fail\w*|errors?|aborted|invalid)\b/i,
    'compile_error',
  ],
  [
    /\b(?:all_?reduce|all_?gather\w*|reduce_?scatter|broadcast|all_?to_?all|collectives?|watchdog|[nrhx]ccl\w*|notify|synchroni[sz]e\w*)\b[^\n]{0,120}\b(?:timed? ?out|timeout|times out)\b|\b(?:timed? ?out|timeout|times out)\b[^\n]{0,60}\b(?:all_?reduce|all_?gather\w*|reduce_?scatter|broadcast|all_?to_?all|collectives?)\b/i,
    'nccl_timeout',
  ],
  [
    /\b(?:timed? ?out|timeout|failed to connect|cannot connect|unable to connect|unreachable)\b[^\n]*\b(?:nodes?|ranks?|master|peers?|workers?|rendezvous|store|coordinator|barrier)\b|\b(?:nodes?|ranks?|master|peers?|workers?|rendezvous|store|coordinator|barrier)\b[^\n]*\b(?:timed? ?out|timeout|unreachable)\b/i,
    'rendezvous',
  ],
  [
    /\b(?:s3|gs|gcs|az|abfss?|hdfs|oss):\/\/[^\n]*\b(?:fail\w*|errors?|timed? ?out|timeout|refused|reset|exit \d)|\b(?:fail\w*|error|unable)\b[^\n]{0,60}\b(?:s3|gs|gcs|az|abfss?|hdfs|oss):\/\/|\b(?:download|upload|(?:get|put|head|list) ?objects?|requests?|https?|api|urls?|endpoints?|urlopen|dns|proxy|hub|read|servers?)\b[^\n]{0,80}\b(?:timed? ?out|timeout)\b|\b(?:timed? ?out|timeout)\b[^\n]{0,80}\b(?:download\w*|upload\w*|requests?|https?|api|urls?|endpoints?|servers?)\b/i,
    'remote_hub',
  ],
  [
    /\b(?:failed to connect|cannot connect|could not connect|connection (?:refused|reset|aborted|closed|timed out)|temporarily unavailable|service unavailable|timed out waiting for (?:a )?(?:response|reply))\b/i,
    'remote_hub',
  ],
  [
    /\b(?:invalid|expired|missing) (?:api[ _]key|(?:access |auth\w* )?token|credentials?)\b|\b(?:unauthori[sz]ed|access denied|not authenticated)\b/i,
    'auth',
  ],
  [
    /\bversions?\b[^\n]*\bincompatib|\bincompatib\w*[^\n]*\bversions?\b|\brequires? [\w.-]+ ?(?:>=|<=|==)/i,
    'driver_mismatch',
  ],
  [/\b(?:permission denied|not permitted|read-?only file ?system)\b/i, 'permission'],
  [/\b(?:disk|quota|space)\b[^\n]{0,40}\b(?:full|exceeded|insufficient|left on)\b|\bno space left\b/i, 'disk_full'],
  [
    /\b(?:unknown|unsupported|unrecogni[sz]ed|invalid)\b[^\n]{0,80}\b(?:supported|available|allowed|valid|choose|expected|must be|one of)\b/i,
    'config_error',
  ],
  [/\b(?:gpu|tpu|npu|xpu|node|device|accelerator)s?\b[^\n]{0,40}\b(?:unhealthy|not healthy)\b/i, 'gpu_unknown'],
  [/\b(?:must|should) be (?:divisible|a multiple|one of)\b|\b(?:is|are) not divisible by\b/i, 'config_error'],
  [/\b(?:checkpoint|ckpt)\b[^\n]{0,120}\b(?:does(?: not|n't) exist|not found|no such)\b/i, 'ckpt_missing'],
  [
    /\b(?:paths?|files?|director(?:y|ies)|folders?|datasets?)\b[^\n]{0,120}\b(?:does(?: not|n't) exist|do not exist|not found)\b/i,
    'data_missing',
  ],
  [/\b(?:checkpoint|state_dict)\b/i, 'ckpt_incompatible'],
]

/** The same for a line that no row knows at all: less will do, for nothing but its kind is told by it. */
const CATEGORY_OF_LINE: readonly (readonly [words: RegExp, category: Category])[] = [
  [
    /\b(?:pyxis|enroot|spank|apptainer|singularity|squashfs|containerd|runc|podman|cri-o|OCI runtime)\b/i,
    'container_setup',
  ],
  [
    /\b(?:gpus?|npus?|tpus?|xpus?|accelerators?|neuron\w*|hbm|ecc|pcie)\b[^\n]{0,80}\b(?:lost|hang|hung|hangs|reset|unhealthy|fault\w*|inaccessible|not respond\w*|timed? ?out)\b/i,
    'gpu_unknown',
  ],
  [
    /\b(?:links?|ports?|nics?|infiniband|rdma|roce|efa|libfabric|ofi|ucx|qp|verbs|rail|switch|fabric)\b[^\n]{0,80}\b(?:down|fail\w*|errors?|timed? ?out|unreachable|lost|flap\w*)\b/i,
    'net_transport',
  ],
  [
    /\b(?:lustre|gpfs|mmfs|nfs|ceph|beegfs|weka|file ?systems?|mount\w*|volumes?)\b[^\n]{0,80}\b(?:fail\w*|errors?|lost|evicted|stale|timed? ?out|unavailable)\b/i,
    'storage_io',
  ],
  [
    /\b(?:datasets?|shards?|samples?|records?)\b[^\n]{0,60}\b(?:corrupt\w*|truncated|malformed|damaged)\b/i,
    'data_corrupt',
  ],
  [/\bstragglers?\b/i, 'straggler'],
  [
    /\b(?:idle|silent) for \d+|\bno (?:output|progress|heartbeat|(?:new )?log lines?) (?:for|in|since)\b/i,
    'hang_no_output',
  ],
  [
    /\b(?:unknown|invalid|unsupported|unrecogni[sz]ed) (?:options?|arguments?|flags?|settings?|keys?|choices?|parameters?)\b/i,
    'config_error',
  ],
]

/** Returns the category that a line names which no row knows, or undefined where it names none. */
export const categoryOfLine = (text: string): Category | undefined =>
  categoryOfWords(text) ?? firstOf(CATEGORY_OF_LINE, text)

/** Returns the category that the text of an exception names, or undefined where it names none. */
export const categoryOfWords = (text: string): Category | undefined => firstOf(CATEGORY_OF_WORDS, text)

function firstOf(table: typeof CATEGORY_OF_WORDS, text: string): Category | undefined {
  const head = text.slice(0, 1000)
  return table.find(([words]) => words.test(head))?.[1]
}
