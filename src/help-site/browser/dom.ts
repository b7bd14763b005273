type Child = Node | string | undefined | false
type Properties = { class?: string; on?: (event: Event) => void } & Record<string, unknown>

/**
 * Makes an element. Text is only ever text (Trusted Types forbid anything
 * else); `on` listens to clicks, other names become attributes, `true` a bare one.
 */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  { on, ...attributes }: Properties = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue
    made.setAttribute(name, value === true ? '' : String(value))
  }
  if (on) made.addEventListener('click', on)
  made.append(...children.filter((child): child is Node | string => child !== undefined && child !== false))
  return made
}

/** A button that does something once at a time. */
export function button(label: string, act: () => unknown, look = ''): HTMLButtonElement {
  const made = h('button', { type: 'button', class: look }, label)
  made.addEventListener('click', () => {
    if (made.getAttribute('aria-disabled') === 'true') return
    const result = act()
    if (!(result instanceof Promise)) return
    made.setAttribute('aria-disabled', 'true')
    void result.finally(() => made.removeAttribute('aria-disabled'))
  })
  return made
}

/** A button that asks once more before it does what can't be undone. */
export function confirmButton(
  label: string,
  confirm: { note: string; yes: string; no: string },
  act: () => Promise<unknown>,
): HTMLElement {
  const box = h('div')
  const ask = () => {
    const yes = button(confirm.yes, act, 'main')
    box.replaceChildren(
      h('p', { class: 'soft' }, confirm.note),
      h('div', { class: 'row' }, yes, button(confirm.no, rest)),
    )
    yes.focus()
  }
  const first = button(label, ask, 'quiet')
  const rest = () => {
    box.replaceChildren(first)
    first.focus()
  }
  box.append(first)
  return box
}
