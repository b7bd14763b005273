import type { ReactNode } from 'react'
import { Brand } from '../app/brand.tsx'
import { LanguageSwitch } from '../app/language-switch.tsx'
import './entrance.css'

/** The frame of every screen in front of the workspace. */
export function Entrance({ children }: { children: ReactNode }) {
  return (
    <div className="entrance">
      <header>
        <Brand />
        <LanguageSwitch />
      </header>
      <main>{children}</main>
    </div>
  )
}
