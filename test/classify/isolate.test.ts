// Whom the next attempt does without.
import t from 'tap'
import { judge, type Options } from './verdict-of-text.ts'

const ECC = (rank: number): string => `[rank${rank}]: RuntimeError: CUDA error: uncorrectable ECC error encountered`
const past = (...nodes: string[]): Options => ({ past: { sameRoot: 1, offenders: new Set(nodes) } })
const nodes = (text: string, options: Options = {}): readonly (string | undefined)[] =>
  (judge(text, options).last.isolate ?? []).map(item => item.node)

t.test('with a domain size ranks are named by their domain, in the words of the original', async t => {
  const { last } = judge(ECC(11), { domainSize: 8 })
  t.same(last.isolate, [{ ranks: [8, 9, 10, 11, 12, 13, 14, 15], reason: 'the cause is on it' }])
  t.equal(last['auto_resume'], 'TEMPORAL ISOLATION + RESTART\nranks8-15, the cause is on it')
  t.same(judge(ECC(11)).last.isolate, [], 'without one nothing says which ranks share a node')
})

t.test("a domain's node is known where its other ranks name one", async t => {
  const named = (rank: number, node: string): string =>
    `[rank${rank}]: ${node}:12:13 [0] NCCL WARN socketProgress: Connection closed by remote peer n7<1>`
  t.same(nodes([named(8, 'gpu-2'), named(15, 'gpu-2'), ECC(11)].join('\n'), { domainSize: 8 }), ['gpu-2'])
  t.same(nodes([named(8, 'gpu-2'), named(15, 'gpu-3'), ECC(11)].join('\n'), { domainSize: 8 }), [undefined])
})

t.test('faults on more than two nodes leave none out', async t => {
  t.equal(judge([ECC(0), ECC(8)].join('\n'), { domainSize: 8 }).last.isolate?.length, 2)
  t.same(judge([ECC(0), ECC(8), ECC(16)].join('\n'), { domainSize: 8 }).last.isolate, [])
  t.equal(judge([ECC(0), ECC(8), ECC(16)].join('\n'), { domainSize: 8, isolateMost: 3 }).last.isolate?.length, 3)
  t.same(judge([ECC(0), ECC(8)].join('\n'), { domainSize: 8, isolateMost: 1 }).last.isolate, [])
})

t.test("what is the program's fault leaves no node out, whoever tells it", async t => {
  for (const text of [
    "[rank3]: NameError: name 'os' is not defined",
    '[rank3]: torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2 GiB',
    'May 19 07:08:57 n7 kernel: NVRM: Xid (PCI:0000:3b:00): 13, pid=12, x',
  ])
    t.same(judge(text, { domainSize: 8 }).last.isolate, [], text)
})

t.test(
  'a node that failed before is left out where it would have been tried again, also for the faults of several programs',
  async t => {
    const flap =
      'n3:12:13 [2] NCCL WARN NET/IB : mlx5_3:1 Got completion from peer 10.1.0.7<52430> with status=12 opcode=32 len=32640 vendor err 129 (Recv)'
    t.same(
      [judge(flap).last.action, judge(flap, past('n3')).last.action, judge(flap, past('n4')).last.action],
      ['restart', 'restart_isolate', 'restart'],
    )
    t.same(judge(flap, past('n3')).last.isolate, [{ node: 'n3', ranks: [], gpu: '2', reason: 'it failed before' }])
    t.same(nodes('May 19 07:08:57 n7 kernel: NVRM: Xid (PCI:0000:3b:00): 13, pid=12, x', past('n7')), ['n7'])
    t.same(
      nodes("n7: RuntimeError: shapes do not fit\nn7: NameError: name 'os' is not defined", past('n7')),
      [],
      "a bug is no node's, even there",
    )
  },
)
