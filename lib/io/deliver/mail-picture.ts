// The pictures of a mail as PNG, in its HTML.
import { drawCurve } from '../../channel/picture.ts'
import type { MailPicture } from '../../channel/request.ts'

interface Attachment {
  readonly filename: string
  readonly contentType: 'image/png'
  readonly contentDisposition: 'inline'
  readonly cid: string
  readonly content: Buffer
}

/** Resolves to the parts of a mail that its HTML shows. */
export async function pictureAttachments(pictures: readonly MailPicture[]): Promise<Attachment[]> {
  if (pictures.length === 0) return []
  // Loaded on demand, like the mailer.
  const { encode } = await import('fast-png')
  return pictures.map(({ id, name, curve }) => ({
    filename: name,
    contentType: 'image/png',
    contentDisposition: 'inline',
    cid: id,
    content: Buffer.from(encode({ ...drawCurve(curve), channels: 3, depth: 8 })),
  }))
}
