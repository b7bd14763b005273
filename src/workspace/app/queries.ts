import { QueryClient } from '@tanstack/react-query'
import { CallError } from '../../contracts/call.ts'
import { whenWiped } from '../session/session.ts'

/** Lists that the server keeps. What was unsealed is in here only while it is on the screen (`gcTime: 0`). */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (count, error) =>
        count < 3 && (!(error instanceof CallError) || error.status >= 500 || error.status === 0),
      refetchOnWindowFocus: true,
    },
  },
})

whenWiped(() => queries.clear())
