import './no-eval.ts'
import './ui/styles.ts'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { keepPlace } from './app/keep-place.ts'
import { Root } from './app/root.tsx'
import { run } from './app/runtime.ts'

const place = document.getElementById('root')
if (place) {
  run()
  keepPlace()
  createRoot(place).render(
    <StrictMode>
      <Root />
    </StrictMode>,
  )
}
