import { useEffect, useState } from 'react'
import { Popover as AriaPopover, type PopoverProps } from 'react-aria-components/Popover'

/** The id of the place inside the page's header in which popovers live: everything on a page is in a landmark. */
export const overlayPlace = 'overlays'

export function Popover(props: Omit<PopoverProps, 'className'>) {
  const [place, setPlace] = useState<HTMLElement | null>(null)
  // The header is there only after the first drawing, and nothing opens before.
  useEffect(() => setPlace(document.getElementById(overlayPlace)), [])
  return <AriaPopover {...props} className="popover" {...(place && { UNSTABLE_portalContainer: place })} />
}
