import type { ReactNode } from 'react'
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components/Button'

export type ButtonProps = Omit<AriaButtonProps, 'children' | 'className' | 'style' | 'isPending'> & {
  children: ReactNode
  /** `main`: the one main action of a screen. */
  kind?: 'main' | 'plain' | 'quiet'
  small?: boolean
  /** What it does is under way. It keeps the focus; useAction ignores a second press. */
  isPending?: boolean
}

export function Button({ kind = 'plain', small, isPending, ...rest }: ButtonProps) {
  return (
    <AriaButton
      {...rest}
      className="button"
      data-kind={kind}
      {...(small ? { 'data-small': '' } : {})}
      {...(isPending ? { 'data-busy': '' } : {})}
    />
  )
}
