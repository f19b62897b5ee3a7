// Whom a line of a failure names, in the words of any program, where neither its head nor its row says it.

/** What stands between the word and the name: `rank 3`, `RankID:8`, `rank = 2`. */
const RANK =
  /(?:^|[\s([{,;:'"])(?:global_?)?[Rr]ank(?:_?[Ii][Dd])?[ :=#]{1,3}(\d{1,6})\b(?![./:]\d)|\b[Rr]anks?(?: (?:not arrived|that did not \w+|missing|absent|behind|lagging|stuck|lost|dead|failed))?[ :=]{0,2} ?\[(\d{1,6})\]|(?<![Dd]ata ?[Ll]oader |[Dd]ata |[Pp]refetch )\b[Ww]orker (\d{1,6}) (?:was |has )?(?:exited|died|failed|crashed|killed|terminated|hangs?|hung|stuck)\b/g
/** An address, or a name with a digit in it, as names of machines have. */
const NODE =
  /(?:^|[\s([{,;'"])(?:[Nn]ode(?:_?name)?|[Hh]ost(?:_?name)?|(?:Node |Worker )?(?:[Ii]p|IP)(?: address)?)(?: ?[=:] ?| )((?:\d{1,3}\.){3}\d{1,3}|[a-z][\w-]*\d(?:[\w.-]*\w)?)/g
/** Names that say by their form or by the word before them what they are: where one connects to, a cloud's instance. */
const KNOWN_NODE =
  /\bto host ([\w.-]{1,100}) port \d|(?:^|[\s([{,;'"=:])(i-[0-9a-f]{5,17})\b|\b(?:[Pp]od:?|[Mm]achine|[Rr]eplica|[Ww]orker on|[Pp]eer|[Aa]gent|excluding|connection to|contact with|heartbeats? from|mark(?:ing|ed)(?: (?:node|host|worker))?) (?:\w{1,40}\/)?([a-z][\w-]*\d(?:[\w.-]*\w)?)|\bon ((?:\d{1,3}\.){3}\d{1,3})\b(?!\.\d)/g
/** The tasks of JAX and TensorFlow are numbered as ranks are; a service of the process itself is its task 0 in each. */
const TASK = /\/job:(?!c_local|local)\w{1,60}(?:\/replica:\d+)?\/task:(\d{1,6})\b/g
/**
 * A name of a machine before what was said there, as tools write it that gather the output of many: `[n-12] text` (a
 * colon behind it makes it a role of torchrun's), `n-12: text`, `n-12:0: text`, the kernel's or a service's name behind
 * it, a row of kubectl's table.
 */
const LEAD =
  /^(?:\[ *\d+\.\d+\] |\[\w{3} \w{3} [ \d]\d [\d:]{8} \d{4}\] )?(?:\[([\w.-]{2,100})\] |([\w.-]{2,100})(?:: |:\d{1,3}: | {1,8}\d{1,3}\/\d{1,3} {1,20}[A-Z]| (?:kernel|NVRM|amdgpu|nvidia|neuron|habanalabs|mlx5_core|systemd|node-problem-detector|dcgm|gpud|health)\b))/
/** Its form: an address, or a name with a number in it. */
const MACHINE = /^(?:(?:\d{1,3}\.){3}\d{1,3}|[a-z][\w.-]*\d[\w.-]*)$/
/** What is numbered, too, and no machine; and names of files. */
const NO_MACHINE =
  /^(?:\w*rank|(?:gpu|npu|xpu)(?=[:-]?\d$|-?1[0-5]$)|cuda|step|epoch|layer|iter|task|stage|v|cycle|attempt|seed|proc|process|thread|device|shard|version|mlx|eth|ib|ens|eno|nvme)\w?-?\d+$|\.(?:py|cc|cpp|cu|h|c|rs|go|log|txt|out|err|pt|bin|json|ya?ml)$/
/** A tensor has a rank, too; a process group counts its own. */
const OTHER_RANKS = /\b(?:tensors?|arrays?|matri(?:x|ces)|dim(?:ension)?s?|shape)\b|\bPG \d/i
/** What no GPU says itself: behind it even `gpu-7` is a machine. */
const OF_MACHINE = /^(?:kernel|mlx\d|NCCL WARN NET|bond\d|ib\w?\d|slurm|systemd|sshd?\b|nvidia-smi)/
/** A part of the cluster's own, in brackets before the name of the machine that it speaks of. */
const SPEAKER = /^(?:prolog|epilog|launcher|slurm\w*|pdsh|ssh|agent|health\w*|watchdog|monitor|controller|supervisor)$/i
/** Longest part of a line in which the name of its machine is looked for. */
const MAX_LEAD = 200
/** Longest part of a line that is looked at, in characters. */
const MAX_TEXT = 1000

/** The one rank and the one node that a text names; nothing where it names several. */
interface Named {
  readonly rank?: number
  readonly node?: string
}

export function namedIn(line: string): Named {
  const text = line.length > MAX_TEXT ? line.slice(0, MAX_TEXT) : line
  const rank = OTHER_RANKS.test(text) ? undefined : (onlyOne(text, RANK) ?? onlyOne(text, TASK))
  const node = onlyOne(text, NODE) ?? onlyOne(text, KNOWN_NODE)
  return { ...(rank === undefined ? {} : { rank: Number(rank) }), ...(node === undefined ? {} : { node }) }
}

/** Returns the machine whose name stands before what a line says; `line` with all its heads. */
export function machineBefore(line: string): string | undefined {
  let rest = line.slice(0, MAX_LEAD)
  // `[prolog] n-7: text`
  for (let leads = 0; leads < 2; leads++) {
    const lead = LEAD.exec(rest)
    if (lead === null) return undefined
    const [whole, bracketed, plain] = lead
    const name = (bracketed ?? plain) as string
    rest = rest.slice(whole.length)
    if (MACHINE.test(name) && (!NO_MACHINE.test(name) || (name.startsWith('gpu') && OF_MACHINE.test(rest)))) return name
    if (bracketed === undefined || !SPEAKER.test(bracketed)) return undefined
  }
  return undefined
}

function onlyOne(text: string, pattern: RegExp): string | undefined {
  let found: string | undefined
  for (const [, ...names] of text.matchAll(pattern)) {
    const name = names.find(part => part !== undefined)
    if (found !== undefined && name !== found) return undefined
    found = name
  }
  return found
}
