// The rooms of lib/ and the arrows between them: the one table that the linter's fences (biome.json, written by
// scripts/generate.js) and test/layers.test.ts are made of.

/**
 * A room is a folder of lib/, or a file that stands there alone. `may` lists all that it imports, types included.
 * `pure` rooms know no clock, environment, stream, file, timer or network: those are lib/io's.
 */
export const ROOMS = {
  'problem.ts': { pure: true, may: [] },
  'bounds.ts': { pure: true, may: [] },
  'options.ts': { pure: true, may: ['record'] },
  record: { pure: true, may: [] },
  pattern: { pure: true, may: [] },
  redact: { pure: true, may: ['problem.ts', 'bounds.ts', 'pattern'] },
  formats: { pure: true, may: ['record'] },
  signatures: { pure: true, may: [] },
  sources: { pure: true, may: ['bounds.ts', 'record'] },
  rules: { pure: true, may: ['bounds.ts', 'record', 'pattern'] },
  channel: { pure: true, may: ['record', 'redact'] },
  channels: { pure: true, may: ['record', 'redact', 'channel'] },
  config: {
    pure: true,
    may: [
      ...['problem.ts', 'options.ts', 'record', 'pattern', 'formats', 'signatures', 'rules'],
      ...['channel', 'channels'],
    ],
  },
  'stage.ts': { pure: true, may: ['problem.ts', 'options.ts', 'record', 'config'] },
  jobs: { pure: true, may: ['bounds.ts', 'record', 'stage.ts'] },
  'drive.ts': { pure: true, may: ['record', 'stage.ts'] },
  parse: {
    pure: true,
    may: ['problem.ts', 'bounds.ts', 'options.ts', 'record', 'pattern', 'formats', 'signatures', 'config'],
  },
  steps: {
    pure: true,
    may: ['problem.ts', 'bounds.ts', 'record', 'pattern', 'formats', 'sources', 'config', 'parse'],
  },
  hang: { pure: true, may: ['bounds.ts', 'record', 'pattern', 'config', 'stage.ts'] },
  alert: {
    pure: true,
    may: [
      ...['bounds.ts', 'options.ts', 'record', 'redact', 'signatures', 'channel', 'config', 'stage.ts'],
      ...['classify', 'why', 'goodput'],
    ],
  },
  classify: {
    pure: true,
    may: [
      ...['problem.ts', 'bounds.ts', 'options.ts', 'record', 'pattern', 'redact', 'formats', 'signatures'],
      ...['config', 'stage.ts'],
    ],
  },
  why: { pure: true, may: ['record', 'redact', 'formats', 'signatures', 'sources', 'parse', 'classify'] },
  goodput: { pure: true, may: ['bounds.ts', 'record', 'redact', 'signatures', 'hang'] },
  terminal: { pure: false, may: [] },
  // Pure but for what it names of the terminal: tones, and the widths of columns.
  view: {
    pure: true,
    may: ['bounds.ts', 'record', 'redact', 'signatures', 'classify', 'why', 'terminal'],
  },
  report: {
    pure: true,
    may: ['bounds.ts', 'record', 'redact', 'why', 'goodput', 'view'],
  },
  metrics: { pure: true, may: ['bounds.ts', 'record', 'redact', 'view'] },
  init: { pure: true, may: ['bounds.ts', 'record'] },
  import: {
    pure: true,
    may: ['problem.ts', 'options.ts', 'record', 'pattern', 'config', 'steps'],
  },
  cluster: { pure: true, may: ['problem.ts', 'options.ts', 'sources', 'config'] },
  grafana: { pure: true, may: ['config', 'rules'] },
  ship: { pure: true, may: ['problem.ts', 'bounds.ts', 'options.ts', 'record', 'config', 'metrics'] },
  serve: { pure: true, may: ['problem.ts', 'bounds.ts', 'record', 'why', 'view'] },
  // Runs in browsers: it knows a document, and no Node.
  page: { pure: false, may: ['record', 'view', 'serve', 'report'] },
  slurm: { pure: true, may: ['record', 'why'] },
  resume: { pure: true, may: ['record', 'signatures', 'classify', 'why'] },
  io: {
    pure: false,
    may: [
      ...['problem.ts', 'bounds.ts', 'options.ts', 'record', 'redact', 'formats', 'signatures', 'sources', 'config'],
      ...['drive.ts', 'channel', 'alert', 'classify', 'why', 'terminal', 'view', 'ship', 'serve', 'slurm'],
      ...['cluster', 'report', 'metrics', 'resume'],
    ],
  },
  'program.ts': { pure: true, may: ['problem.ts', 'options.ts', 'record', 'config', 'stage.ts', 'drive.ts', 'io'] },
  // Pure but for what it names of io: a declaration says whose effect and whose files its program has.
  programs: {
    pure: true,
    may: [
      ...['problem.ts', 'bounds.ts', 'options.ts', 'record', 'redact', 'formats', 'sources', 'rules', 'config'],
      'grafana',
      ...['stage.ts', 'jobs', 'program.ts', 'parse', 'steps', 'hang', 'alert', 'classify', 'ship', 'io'],
    ],
  },
  cli: {
    pure: false,
    may: [
      ...['problem.ts', 'bounds.ts', 'options.ts', 'record', 'formats', 'signatures', 'config'],
      ...[
        'drive.ts',
        'parse',
        'classify',
        'why',
        'serve',
        'slurm',
        'resume',
        'terminal',
        'view',
        'goodput',
        'report',
        'init',
        'import',
        'cluster',
        'program.ts',
        'programs',
      ],
      'io',
    ],
  },
}

/** Files of pure rooms that may use what is named: each is the one place for it. */
export const EXCEPTIONS = { 'lib/record/time.ts': ['Date'] }

const GLOBALS = {
  process: 'pure rooms take what they need as an argument',
  console: 'pure rooms emit a notice record',
  setTimeout: 'pure rooms give a deadline',
  setInterval: 'pure rooms give a deadline',
  setImmediate: 'pure rooms give a deadline',
  queueMicrotask: 'pure rooms are synchronous',
  performance: 'pure rooms take now as an argument',
  Date: 'only lib/record/time.ts may use Date: take now as an argument',
  fetch: 'effects live in lib/io',
}

/** Returns the overrides of the linter that keep each room to its row of the table. */
export function fences() {
  const rooms = Object.entries(ROOMS).map(([name, { pure, may }]) => ({
    includes: [name.endsWith('.ts') ? `lib/${name}` : `lib/${name}/**`],
    linter: {
      rules: { style: { noRestrictedImports: restrictedImports(name, pure, may), ...(pure ? pureGlobals([]) : {}) } },
    },
  }))
  const exceptions = Object.entries(EXCEPTIONS).map(([file, names]) => ({
    includes: [file],
    linter: { rules: { style: pureGlobals(names) } },
  }))
  return [...rooms, ...exceptions]
}

function restrictedImports(name, pure, may) {
  const forbidden = Object.keys(ROOMS).filter(other => other !== name && !may.includes(other))
  const patterns = [
    ...(pure ? [{ group: ['node:*', 'node:*/**'], message: `lib/${name} is pure: effects live in lib/io` }] : []),
    ...(name === 'cli' ? [] : [{ group: ['yargs', 'yargs/**'], message: 'only lib/cli/args.ts knows yargs' }]),
    {
      group: forbidden.map(other => (other.endsWith('.ts') ? `**/${other}` : `**/${other}/**`)),
      message: `lib/${name} may import ${may.join(', ') || 'nothing of lib'}: the table is scripts/layers.js`,
    },
  ].filter(({ group }) => group.length > 0)
  return { level: 'error', options: { patterns } }
}

function pureGlobals(allowed) {
  const denied = Object.entries(GLOBALS).filter(([global]) => !allowed.includes(global))
  return { noRestrictedGlobals: { level: 'error', options: { deniedGlobals: Object.fromEntries(denied) } } }
}
