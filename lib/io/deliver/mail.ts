import { isIP } from 'node:net'
import type { Transporter } from 'nodemailer'
import type { Outcome } from '../../channel/answer.ts'
import type { MailRequest, MailTarget } from '../../channel/request.ts'
import { reasonOf } from '../error-words.ts'
import { isCertificateError } from './http.ts'
import { addressesOf } from './lookup.ts'
import { pictureAttachments } from './mail-picture.ts'
import { newRecipients, type RecipientError, type Recipients } from './recipients.ts'
import { type Sending, type SendingContext, seenEnvironment } from './sending.ts'

/** Longest answer of a server; no real one says so much. */
const MAX_RESPONSE_BYTES = 65_536

/** A server that goes on talking to a connection which we have closed is not listened to for longer. */
const CLOSE_WITHIN_MS = 200

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/

/**
 * Returns a sender of mail through one server, with a connection of its own for every mail. 4xx may work later, 5xx
 * never will.
 */
export function mailSending(server: MailTarget, context: SendingContext): Sending<MailRequest> {
  const { host, security, user, password } = server
  const isInTheClear = password !== undefined && security === 'none' && !LOOPBACK.test(host)
  const book = newRecipients()
  return {
    async send(request, signal) {
      const to = book.openOf(request)
      let address: string
      try {
        address = (await addressesOf(host, seenEnvironment(context), signal))[0]?.address ?? host
      } catch (error) {
        if (signal.aborted) return { is: 'retry', error: TOO_LATE }
        return judge(error as MailError)
      }
      const transport = await connect({ ...server, address }, context)
      try {
        return await sendOne(transport, { ...request, to }, { signal, book })
      } finally {
        transport.close()
      }
    },
    // Base64 is how the password travels, and how a server's answer may quote it.
    quotedSecrets: password === undefined ? [] : [base64(password), base64(`\0${user}\0${password}`)],
    ...(isInTheClear ? { warning: `the password goes to ${host} unencrypted (security: none)` } : {}),
  }
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')

async function connect(
  server: MailTarget & { readonly address: string },
  { certificates, timeoutMs }: SendingContext,
): Promise<Transporter> {
  // Loaded on demand: a chain without mail does not pay for it.
  const [{ createTransport }, { rootCertificates }] = await Promise.all([import('nodemailer'), import('node:tls')])
  return createTransport({
    host: server.address,
    port: server.port,
    ...(server.hello === undefined ? {} : { name: server.hello }),
    secure: server.security === 'tls',
    requireTLS: server.security === 'starttls',
    ignoreTLS: server.security === 'none',
    ...(server.user === undefined ? {} : { auth: { user: server.user, pass: server.password ?? '' } }),
    tls: {
      // The certificate is of the name, not of the address.
      ...(isIP(server.host) === 0 ? { servername: server.host } : {}),
      ...(certificates.length === 0 ? {} : { ca: [...rootCertificates, ...certificates] }),
    },
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    maxResponseSize: MAX_RESPONSE_BYTES,
    socketCloseTimeout: CLOSE_WITHIN_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}

async function sendOne(
  transport: Transporter,
  request: MailRequest,
  { signal, book }: { readonly signal: AbortSignal; readonly book: Recipients },
): Promise<Outcome> {
  try {
    const { rejectedErrors = [] } = await transport.sendMail({
      from: request.from,
      to: [...request.to],
      subject: request.subject,
      text: request.text,
      html: request.html,
      attachments: await pictureAttachments(request.pictures),
      messageId: request.messageId,
      ...(request.inReplyTo === undefined ? {} : { inReplyTo: request.inReplyTo, references: request.inReplyTo }),
      headers: { ...request.headers },
      signal,
    })
    return book.note(request.to, rejectedErrors as readonly RecipientError[])
  } catch (error) {
    const { rejectedErrors = [] } = error as { readonly rejectedErrors?: readonly RecipientError[] }
    // None of them was taken: each has an answer of its own.
    return rejectedErrors.length > 1 ? book.note(request.to, rejectedErrors) : judge(error as MailError)
  }
}

const TOO_LATE = 'the mail server did not answer in time'

type MailError = Error & { code?: string; responseCode?: number; cause?: { code?: string } }

function judge(error: MailError): Outcome {
  const words = error.responseCode === undefined ? reasonOf(error) : error.message
  if (error.code === 'EABORT') return { is: 'retry', error: TOO_LATE }
  if (error.responseCode !== undefined) return { is: error.responseCode >= 500 ? 'refused' : 'retry', error: words }
  // A server without the encryption or the login that was asked for, an address that is none, a certificate that is not
  // the right one.
  if (error.code === 'ETLS' || error.code === 'EAUTH' || error.code === 'EENVELOPE' || error.code === 'EMESSAGE')
    return { is: 'refused', error: words }
  if (isCertificateError(error.cause?.code) || isCertificateError(error.code) || /certificate/i.test(words))
    return { is: 'refused', error: words }
  return { is: 'retry', error: words }
}
