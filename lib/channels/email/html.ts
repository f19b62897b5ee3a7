import { COLOUR_OF, colourName } from '../../channel/colour.ts'
import { LAST_STEPS, type Message } from '../../channel/message.ts'
import { fittingBlocks } from '../../channel/message-text.ts'
import { PICTURE } from '../../channel/picture.ts'
import type { MailPicture } from '../../channel/request.ts'
import { valueWords } from '../../channel/step-curve.ts'
import { curveLine } from '../../channel/step-plot.ts'
import { escapeHtml } from '../../record/escape-html.ts'

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
const CODE =
  'margin:0;padding:0 20px 14px;font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;white-space:pre-wrap;overflow-wrap:anywhere'
const CELL = 'padding:2px 12px 2px 0;vertical-align:top'

/**
 * Returns the mail as HTML: a coloured band with the title, below it facts, links and blocks in even columns; of the
 * blocks at most `limit` characters. No script, and no image but the pictures that come with it; links are those of the
 * job file alone.
 */
export function messageHtml(
  message: Message,
  {
    footer,
    limit,
    pictures,
  }: { readonly footer: string; readonly limit: number; readonly pictures: readonly MailPicture[] },
): string {
  const { title, facts, links } = message
  const blocks = fittingBlocks(message.blocks, limit)
  const parts = [
    facts.length === 0
      ? ''
      : `<table style="margin:14px 20px;border-collapse:collapse">${facts.map(factRow).join('')}</table>`,
    links.length === 0 ? '' : `<p style="margin:14px 20px">${links.map(anchor).join(' &middot; ')}</p>`,
    ...blocks.map(block =>
      [
        block.title === '' ? '' : `<p style="margin:14px 20px 4px;font-weight:600">${escapeHtml(block.title)}</p>`,
        ...(block.title === LAST_STEPS ? pictures.map(pictureTable) : []),
        `<pre style="${CODE}${block.title === '' ? ';padding-top:14px' : ''}">${escapeHtml(block.text)}\n</pre>`,
      ].join(''),
    ),
  ].filter(part => part !== '')
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title></head>
<body style="margin:0;padding:16px;background:#f3f4f6;${FONT};color:#1f2328">
<div style="max-width:860px;margin:0 auto;background:#ffffff;border:1px solid #d0d7de;border-radius:8px;overflow:hidden;font-size:14px;line-height:1.45">
<div style="background:${COLOUR_OF[colourName(message)]};color:#ffffff;padding:14px 20px;font-size:16px;font-weight:600;line-height:1.4">${escapeHtml(title)}</div>
${parts.map(part => `${part}\n`).join('')}<div style="padding:10px 20px;border-top:1px solid #d0d7de;color:#59636e;font-size:12px">${escapeHtml(footer)}</div>
</div>
</body>
</html>
`
}

const factRow = ({ name, value }: Message['facts'][number]): string =>
  `<tr><td style="${CELL};color:#59636e;white-space:nowrap">${escapeHtml(name)}</td><td style="${CELL};overflow-wrap:anywhere">${escapeHtml(value)}</td></tr>`

const anchor = ({ title, url }: Message['links'][number]): string =>
  `<a href="${escapeHtml(url)}" style="color:#0b57d0">${escapeHtml(title)}</a>`

const LABEL = 'min-width:72px;padding:0 8px 0 0;text-align:right;white-space:nowrap'

/** A picture with its scale beside it and its steps below. A reader that shows no pictures shows the plot of text. */
function pictureTable({ id, curve }: MailPicture): string {
  const { title, least, most, steps } = curve
  const size = `width="${PICTURE.width / 2}" height="${PICTURE.height / 2}"`
  const image = `<img src="cid:${escapeHtml(id)}" ${size} style="display:block;max-width:100%" alt="${escapeHtml(curveLine(curve))}">`
  const [first, last] = steps
  return [
    '<table style="margin:4px 20px 10px;border-collapse:collapse;font-size:12px;color:#59636e">',
    `<tr><td style="${LABEL};vertical-align:top">${title}<br>${escapeHtml(valueWords(curve, most))}</td><td rowspan="2" style="padding:0">${image}</td></tr>`,
    `<tr><td style="${LABEL};vertical-align:bottom">${escapeHtml(valueWords(curve, least))}</td></tr>`,
    `<tr><td></td><td style="padding:0">${escapeHtml(`steps ${first} to ${last}`)}</td></tr>`,
    '</table>',
  ].join('')
}
