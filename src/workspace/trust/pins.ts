import type { PinnedKey } from '../../sealing/index.ts'

/** The organisation keys that this page knows beforehand. None: team keys are trusted from the server. */
export const pins = JSON.parse(
  document.getElementById('organisation-keys')?.textContent || '[]',
) as readonly PinnedKey[]
