// Makes the pictures of the documentation, docs/pictures/: what commands leave on a terminal, as SVG, and the page of
// `logmon report` and a mail, as PNG. `node scripts/pictures.js` after a build; `--check` compares the drawings of terminals with
// what is there. It needs script(1), and Chromium for the page and the mail.
import { execFileSync, spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const FOLDER = 'docs/pictures'
const COMMANDS = {
  why: 'logmon why examples/logs',
  view: 'logmon run -c examples/demo/job.yaml --clock record --status-file off < examples/logs/train.log',
}
const ROWS = 24

/** Terminals: by what stands behind the name of a picture. */
const TERMINALS = {
  '': { columns: 80, hasColour: true },
  '-200': { columns: 200, hasColour: true },
  '-plain': { columns: 80, hasColour: false },
  '-200-plain': { columns: 200, hasColour: false },
}

/** Dark as most terminals are; without colour it is ink on paper. */
const DARK = { background: '#16181d', text: '#d6dae3', dim: '#8b93a3' }
const LIGHT = { background: '#ffffff', text: '#1f2328', dim: '#1f2328' }
/** By the code that a program writes for it. */
const COLOURS = {
  31: '#ff7b72',
  32: '#7ee787',
  33: '#e3b341',
  34: '#79c0ff',
  35: '#d2a8ff',
  36: '#76e3ea',
  90: '#8b93a3',
}

const CHARACTER = 8.4
const LINE = 18
const MARGIN = 14

/** Runs a command on a terminal; returns what it leaves there. */
function leftOn(command, { columns, hasColour }) {
  const folder = programFolder()
  const { stdout, status } = spawnSync(
    'script',
    ['-qefc', `stty cols ${columns} rows ${ROWS}; ${command}`, '/dev/null'],
    {
      input: '',
      encoding: 'utf8',
      env: {
        PATH: `${folder}:${process.env.PATH}`,
        HOME: folder,
        TERM: 'xterm-256color',
        LC_ALL: 'C.UTF-8',
        SHELL: '/bin/bash',
        TZ: 'UTC',
        ...(hasColour ? {} : { NO_COLOR: '1' }),
      },
    },
  )
  if (status !== 0) throw new Error(`${command}: exit status ${status}\n${stdout}`)
  return (
    stdout
      // biome-ignore lint/suspicious/noControlCharactersInRegex: what was on the other screen is not left
      .replace(/\u001b\[\?1049h.*?\u001b\[\?1049l/gs, '')
      .replaceAll('\r\n', '\n')
      .trimEnd()
  )
}

let programs
/** A folder of the built programs under their names. */
function programFolder() {
  if (programs !== undefined) return programs
  programs = mkdtempSync(join(tmpdir(), 'logmon-pictures-'))
  process.on('exit', () => rmSync(programs, { recursive: true, force: true }))
  for (const file of readdirSync('bin').filter(name => /^logmon.*\.js$/.test(name)))
    symlinkSync(resolve('bin', file), join(programs, file.replace(/\.js$/, '')))
  return programs
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals are told by them
const PIECES = /\u001b\[[^a-zA-Z]*[a-zA-Z]|[^\u001b]+/g
const escaped = text => text.replace(/[&<>"]/g, character => `&#${character.codePointAt(0)};`)

/** Returns a drawing of text with colours. */
function drawing(command, text, { columns, hasColour }) {
  const theme = hasColour ? DARK : LIGHT
  const lines = [`$ ${command.replace(' --status-file off', '')}`, ...text.split('\n')]
  const width = Math.ceil(columns * CHARACTER + 2 * MARGIN)
  const height = lines.length * LINE + 2 * MARGIN
  const style = { bold: false, dim: false, colour: undefined }
  const rows = lines.flatMap((line, row) => {
    let column = 0
    return (line.match(PIECES) ?? []).flatMap(piece => {
      if (piece.startsWith('\u001b')) {
        obey(style, piece)
        return []
      }
      // Blanks are left out, for drawings fold them: what follows stands at its own place.
      return piece.split(/( {2,})/).flatMap(part => {
        const at = column
        column += [...part].length
        return part.trim() === '' ? [] : [run(part, at, row, style, theme)]
      })
    })
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(lines[0])}">
<rect width="100%" height="100%" rx="8" fill="${theme.background}" stroke="#8b93a3" stroke-opacity=".4"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="${theme.text}">
${rows.join('\n')}
</g>
</svg>
`
}

function obey(style, sequence) {
  if (!sequence.endsWith('m')) return // the cursor, which a picture does not show
  for (const code of sequence.slice(2, -1).split(';').map(Number)) {
    if (code === 0) Object.assign(style, { bold: false, dim: false, colour: undefined })
    else if (code === 1) style.bold = true
    else if (code === 2) style.dim = true
    else if (code === 22) Object.assign(style, { bold: false, dim: false })
    else if (code === 39) style.colour = undefined
    else if (COLOURS[code] !== undefined) style.colour = COLOURS[code]
    else throw new Error(`no colour is known for ${JSON.stringify(sequence)}`)
  }
}

/** Text of one style. Its length is given: fonts differ in how wide their characters are. */
function run(text, column, row, { bold, dim, colour }, theme) {
  const indent = text.length - text.trimStart().length
  const shown = text.trim()
  const x = (MARGIN + (column + indent) * CHARACTER).toFixed(1)
  const y = MARGIN + row * LINE + 14
  const fill = colour ?? (dim ? theme.dim : undefined)
  return `<text x="${x}" y="${y}" textLength="${([...shown].length * CHARACTER).toFixed(1)}"${
    fill === undefined ? '' : ` fill="${fill}"`
  }${bold ? ' font-weight="700"' : ''}>${escaped(shown)}</text>`
}

function terminals() {
  return Object.entries(COMMANDS).flatMap(([name, command]) =>
    Object.entries(TERMINALS).map(([suffix, terminal]) => [
      `${name}${suffix}.svg`,
      drawing(command, leftOn(command, terminal), terminal),
    ]),
  )
}

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Writes the page of `logmon report` of the example as a picture. */
async function reportPicture(path) {
  const page = join(programFolder(), 'report.html')
  execFileSync('node', ['bin/logmon.js', 'report', 'examples/logs', '-o', page, '--title', 'llama'], {
    stdio: 'inherit',
  })
  await screenshot(page, path, { width: 1100, height: 1000, hasCanvas: true })
}

/** Writes the mail of the example's hang as a picture. */
async function mailPicture(path) {
  const words = 'run -c examples/demo/job.yaml --clock record --status-file off --only'
  const records = execFileSync('node', ['bin/logmon.js', ...words.split(' ')], {
    input: readFileSync('examples/logs/train.log'),
    encoding: 'utf8',
  })
  const alerts = records.split('\n').filter(line => line.startsWith('{"kind":"alert"'))
  const { email, pictureAttachments } = await mailRoom()
  const config = {
    type: 'email',
    to: 'ops@example.com',
    from: 'logmon@example.com',
    smtp: { host: 'mail.example.com' },
  }
  const alert = JSON.parse(alerts.find(line => line.includes('[HANGING]')))
  const { html, pictures } = email.configure(config, 'alert.channels[0]').render(alert, { secrets: {}, now: 0 })
  const images = await pictureAttachments(pictures)
  const page = join(programFolder(), 'mail.html')
  writeFileSync(
    page,
    images.reduce(
      (text, { cid, content }) => text.replace(`cid:${cid}`, `data:image/png;base64,${content.toString('base64')}`),
      html,
    ),
  )
  await screenshot(page, path, { width: 920, height: 640 })
}

/** What makes a mail, of the sources. */
async function mailRoom() {
  const file = join(programFolder(), 'mail-room.mjs')
  const contents = `export { email } from './lib/channels/email.ts'
export { pictureAttachments } from './lib/io/deliver/mail-picture.ts'`
  const stdin = { contents, resolveDir: process.cwd() }
  await build({ stdin, bundle: true, platform: 'node', format: 'esm', outfile: file, logLevel: 'error' })
  return import(pathToFileURL(file).href)
}

async function screenshot(page, path, { width, height, hasCanvas = false }) {
  const executablePath = CHROMIUM.find(existsSync)
  if (executablePath === undefined) throw new Error('Chromium is not installed')
  const { chromium } = await import('playwright-core')
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  try {
    const view = await browser.newPage({ viewport: { width, height }, colorScheme: 'light' })
    await view.goto(pathToFileURL(page).href)
    if (hasCanvas) await view.waitForSelector('canvas')
    await view.screenshot({ path })
  } finally {
    await browser.close()
  }
}

mkdirSync(FOLDER, { recursive: true })
if (process.argv[2] === '--check') {
  for (const [name, text] of terminals()) {
    const path = join(FOLDER, name)
    if (existsSync(path) && readFileSync(path, 'utf8') === text) continue
    console.error(`${path} is not what is on the terminal: node scripts/pictures.js`)
    process.exitCode = 1
  }
} else {
  for (const [name, text] of terminals()) writeFileSync(join(FOLDER, name), text)
  await reportPicture(join(FOLDER, 'report.png'))
  await mailPicture(join(FOLDER, 'mail.png'))
}
