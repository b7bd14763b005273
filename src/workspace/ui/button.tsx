import type { ReactNode } from 'react'
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components/Button'

export type ButtonProps = Omit<AriaButtonProps, 'children' | 'className' | 'style'> & {
  children: ReactNode
  /** `main`: the one main action of a screen. */
  kind?: 'main' | 'plain' | 'quiet'
  small?: boolean
}

export function Button({ kind = 'plain', small, ...rest }: ButtonProps) {
  return <AriaButton {...rest} className="button" data-kind={kind} {...(small ? { 'data-small': '' } : {})} />
}
