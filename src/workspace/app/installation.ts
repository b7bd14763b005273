import { useQuery } from '@tanstack/react-query'
import { installation } from '../../contracts/workspace.ts'
import { awaitsReview, isLocale } from '../../i18n/workspace.ts'
import { ask } from './api.ts'

/** Whether the help site speaks this language in words that no person has checked; false while that is not known yet. */
export function useIsDraft(language: string): boolean {
  const { data } = useQuery({
    queryKey: ['installation'],
    queryFn: () => ask(installation, {}),
    staleTime: Infinity,
  })
  return data !== undefined && isLocale(language) && awaitsReview(language, data.reviewedLocales)
}
