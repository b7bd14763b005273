import { OneScreen } from '../app/screens.tsx'
import { DeskPage } from './desk-page.tsx'

export function DeskScreen() {
  return (
    <OneScreen screen="desk">
      <DeskPage />
    </OneScreen>
  )
}
