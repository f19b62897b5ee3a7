// Nodes of a page. What a log says becomes text and attributes here, and never markup: there is no other way to make a
// node in this room.

type Attribute = string | number | boolean | undefined | ((event: never) => void)
/** What stands in a node; undefined stands for nothing. */
export type Child = Node | string | undefined

/** Attributes by their names; `onclick` and the like are listeners, false and undefined leave one out. */
export type Attributes = Readonly<Record<string, Attribute>>

/** Addresses that a link may have: places of this page, and pages of the web. */
const SAFE_ADDRESS = /^(?:#|https?:\/\/)/i

/** Returns a new node with attributes and children. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const node = document.createElement(tag)
  setAttributes(node, attributes)
  fill(node, ...children)
  return node
}

/** Returns a new node of a drawing. */
export function drawn<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Tag] {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag)
  setAttributes(node, attributes)
  fill(node, ...children)
  return node
}

function setAttributes(node: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue
    if (typeof value === 'function') node.addEventListener(name.slice(2), value as EventListener)
    else if (name !== 'href' || SAFE_ADDRESS.test(`${value}`)) node.setAttribute(name, value === true ? '' : `${value}`)
  }
}

/** Puts children in the place of those that a node has. */
export function fill(node: Element, ...children: readonly Child[]): void {
  node.replaceChildren(...children.filter(child => child !== undefined))
}

/** Sets the text of a node where it is another: who reads it aloud is told of no change where there is none. */
export function say(node: Element, text: string): void {
  if (node.textContent !== text) node.textContent = text
}

/** Text for those who hear a page. */
export const hidden = (text: string): HTMLElement => element('span', { class: 'hidden' }, text)
