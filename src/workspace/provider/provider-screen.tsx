import { OneScreen } from '../app/screens.tsx'
import { ProviderPage } from './provider-page.tsx'

export function ProviderScreen() {
  return (
    <OneScreen screen="provider">
      <ProviderPage />
    </OneScreen>
  )
}
