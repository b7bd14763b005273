import type { ReactNode } from 'react'
import { Button } from 'react-aria-components/Button'
import { Disclosure, DisclosurePanel } from 'react-aria-components/Disclosure'

/** Something that opens in place. */
export function Fold({ label, children, open }: { label: ReactNode; children: ReactNode; open?: boolean }) {
  return (
    <Disclosure className="disclosure" defaultExpanded={open ?? false}>
      <Button slot="trigger" className="disclosure-button">
        {label}
      </Button>
      <DisclosurePanel>{children}</DisclosurePanel>
    </Disclosure>
  )
}
