import { startChat } from './chat.ts'
import { startReturn } from './coming-back.ts'
import { timeText } from './page.ts'
import { canSeal } from './support.ts'

/** Takes the page over: the conversation, or the way back into it. Until then everything is a form that works. */
if (canSeal()) {
  const form = document.querySelector<HTMLFormElement>('#return')
  document.documentElement.classList.add('on')
  if (form) startReturn(form)
  else void startChat()
  // While nobody waits for it yet.
  setTimeout(() => timeText(new Date().toISOString()))
}
