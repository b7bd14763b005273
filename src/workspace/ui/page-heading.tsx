import { useEffect, useRef, type ReactNode } from 'react'

/** The first heading of what took the screen's place; with `focus` whoever uses a keyboard goes on reading there. */
export function PageHeading({ focus, children }: { focus: boolean; children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (focus) heading.current?.focus()
  }, [focus])
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  )
}
