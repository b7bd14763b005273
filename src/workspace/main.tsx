import './no-eval.ts'
import './ui/styles.ts'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Root } from './app/root.tsx'
import { run } from './app/runtime.ts'

const place = document.getElementById('root')
if (place) {
  run()
  createRoot(place).render(
    <StrictMode>
      <Root />
    </StrictMode>,
  )
}
