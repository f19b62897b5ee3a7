import type { Format, Header } from '../formats/format.ts'
import { FORMATS, rivalsOf } from '../formats/ordered.ts'
import { type Detector, detector } from './detect.ts'

/**
 * Returns the detector of all formats: the user's own are asked before the built-in ones, in the order of their file.
 * With `only`, headers and payloads of that name alone; with `keepsLabels`, without the carriers that may be text.
 */
export function allFormats(own: readonly Format[] = [], only?: string, keepsLabels = false): Detector {
  const formats = [...own, ...FORMATS].filter(
    format => !(keepsLabels && format.part === 'carrier' && format.adaptive === true),
  )
  const ownHeaders = own.filter((format): format is Header => format.part === 'header')
  const rivals = (header: Header): readonly Header[] => {
    const place = ownHeaders.indexOf(header)
    return place === -1 ? [...ownHeaders, ...rivalsOf(header)] : ownHeaders.slice(0, place)
  }
  // The built-in formats are kept apart by their samples; the user's own are asked first, whatever they read.
  if (only === undefined) return detector(formats, rivals, own.length > 0)
  return detector(
    formats.filter(format => format.part === 'carrier' || format.name === only),
    () => [],
  )
}
