// Which of a thousand literals stand in a text. Every second byte begins a piece of four that is looked up in one
// table; each literal is filed under two of its own pieces, one for either parity of its place. An automaton over all
// bytes took four times as long: its tables outgrow the caches, and each of its steps waits for the one before.

export interface AnchorIndex {
  readonly literals: readonly string[]
  /** Per slot: 0 where no piece of a literal falls into it. */
  readonly isUsed: Uint8Array
  /** Per slot: where its pieces begin in the lists below; they end where the next slot's begin. */
  readonly firstOf: Uint16Array
  /**
   * Per piece: its bytes as one number (two pieces may share a slot), its literal, and where it begins in it: -1 where
   * the byte before it is one of them.
   */
  readonly bytesOf: Int32Array
  readonly literalOf: Uint16Array
  readonly placeOf: Int8Array
}

const PIECE = 4
const SLOT_BITS = 18

/** Slot of four bytes, given as one number with the first byte lowest. Multiplicative hashing after Knuth. */
export const slotOf = (piece: number): number => Math.imul(piece, 0x9e3779b1) >>> (32 - SLOT_BITS)

interface Piece {
  readonly slot: number
  readonly bytes: number
  readonly literal: number
  readonly place: number
}

/**
 * Builds the index of ASCII literals of at least 3 characters. Throws for any other, which only a wrong table holds.
 */
export function buildAnchorIndex(literals: readonly string[]): AnchorIndex {
  const pieces = literals.flatMap(piecesOf).sort((a, b) => a.slot - b.slot)
  const isUsed = new Uint8Array(1 << SLOT_BITS)
  const firstOf = new Uint16Array((1 << SLOT_BITS) + 1)
  let next = 0
  for (let slot = 0; slot < isUsed.length; slot++) {
    firstOf[slot] = next
    for (; pieces[next]?.slot === slot; next++) isUsed[slot] = 1
  }
  firstOf[isUsed.length] = next
  return {
    literals,
    isUsed,
    firstOf,
    bytesOf: Int32Array.from(pieces, piece => piece.bytes),
    literalOf: Uint16Array.from(pieces, piece => piece.literal),
    placeOf: Int8Array.from(pieces, piece => piece.place),
  }
}

function piecesOf(text: string, literal: number): readonly Piece[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is the question
  if (!/^[\x00-\x7f]{3,127}$/.test(text)) throw new Error(`anchor "${text}" is not of 3 to 127 ASCII characters`)
  return placesOf(text).flatMap(place => {
    let known = 0
    let open = -1
    for (let byte = 0; byte < PIECE; byte++) {
      if (place + byte < 0 || place + byte >= text.length) open = byte
      else known |= text.charCodeAt(place + byte) << (8 * byte)
    }
    const piece = (bytes: number): Piece => ({ slot: slotOf(bytes), bytes, literal, place })
    // A piece that sticks out by one byte is filed under every value of that byte.
    return open === -1
      ? [piece(known)]
      : Array.from({ length: 256 }, (_, value) => piece(known | (value << (8 * open))))
  })
}

/** Places of the two pieces of a literal, one even and one odd; of a long literal the rarest pair. */
function placesOf(text: string): readonly [number, number] {
  if (text.length <= PIECE) return [-1, 0]
  let best = 0
  let bestRarity = Number.NEGATIVE_INFINITY
  for (let at = 0; at + PIECE < text.length; at++) {
    const rarity = rarityOf(text, at) + rarityOf(text, at + 1)
    if (rarity > bestRarity) {
      best = at
      bestRarity = rarity
    }
  }
  return [best, best + 1]
}

/** Words that healthy logs are full of: a piece of one of them tells nothing. */
const COMMON = [
  ' iteration  global_step step: 100/ 1000 | consumed samples:  elapsed time per iteration (ms): learning rate: 1.0E-05 | global batch size:',
  ' lm loss: 2.3E+00 | loss scale: | grad norm: 0.123 | number of skipped iterations: | number of nan iterations: throughput per GPU (TFLOP/s/GPU):',
  " {'loss': 2.31, 'grad_norm': 1.5, 'learning_rate': 4.9e-05, 'epoch': 0.12} Training: 12%|██ | 120/1000 [01:00<07:20,  2.00it/s]",
  ' NCCL INFO Channel comm rank nranks node localrank from to via NET/IB/GDRDMA [receive] Trees Ring : -> ',
  ' [INFO] [WARNING] [DEBUG] [rank0]: [default0]: 2024-01-01 00:00:00,000 - INFO - WARNING - root - torch.distributed __main__ deepspeed transformers python',
  ' Loading Saving saved checkpoint to from model data dataset parallel tensor pipeline training validation memory allocated reserved samples tokens per second',
  ' shard worker device cuda config using with for the and not in is at of GiB MiB ms state optimizer parameters number total size time file path cache load',
  ' information connection process current version started finished complete available warning message',
  ' ERROR Error error request object sequence value reader read write save async sync back event out put tokens/sec running initialized rank= step= epoch=',
  ' | 0 | 1 |    1    0 : 1.0 0.0 [0] [1] 00 100%| in s: of an on the to be s:   0 n:  1 s/it 10 11 12 13 14 15 16 17 18 19',
  ' forward backward compute recv send default weights weight_decay block_size world_size retrieve generator checkpoints tables enabled queue ',
].join('')
/** A piece of common words is worth less than any other. */
const COMMON_COST = 1000
/** Letters of English from the most to the least frequent; what is not among them is rarer still. */
const FREQUENT = ' etaoinsrlcdmpuhgf_.,:0123456789-/=bywvk'

function rarityOf(text: string, at: number): number {
  const piece = text.slice(at, at + PIECE)
  // Rules are drawn of one character.
  let rarity = COMMON.includes(piece) || piece === piece.charAt(0).repeat(PIECE) ? -COMMON_COST : 0
  for (let place = at; place < at + PIECE; place++) {
    const rank = FREQUENT.indexOf(text.charAt(place))
    rarity += rank === -1 ? FREQUENT.length : rank
  }
  return rarity
}

/** Calls `found` for every literal that stands in a text; the same one may be told several times. */
export function eachAnchor(
  { literals, isUsed, firstOf, bytesOf, literalOf, placeOf }: AnchorIndex,
  text: string,
  found: (literal: number) => void,
): void {
  const { length } = text
  let low = codeAt(text, 0) | (codeAt(text, 1) << 8)
  for (let at = 0; at < length - 1; at += 2) {
    const high =
      at + 3 < length ? (text.charCodeAt(at + 2) & 255) | ((text.charCodeAt(at + 3) & 255) << 8) : codeAt(text, at + 2)
    const bytes = low | (high << 16)
    const slot = slotOf(bytes)
    low = high
    if (isUsed[slot] === 0) continue
    for (let piece = firstOf[slot] as number; piece < (firstOf[slot + 1] as number); piece++) {
      if (bytesOf[piece] !== bytes) continue
      const literal = literalOf[piece] as number
      if (text.startsWith(literals[literal] as string, at - (placeOf[piece] as number))) found(literal)
    }
  }
}

/** Nothing stands behind the end: any value will do, for what is found is compared whole. */
const codeAt = (text: string, at: number): number => (at < text.length ? text.charCodeAt(at) & 255 : 0)
