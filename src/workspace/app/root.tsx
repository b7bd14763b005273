import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect } from 'react'
import { I18nProvider } from 'react-aria-components/I18nProvider'
import { localeFacts, workspaceTranslator } from '../../i18n/workspace.ts'
import { Notices } from '../ui/notices-view.tsx'
import { TranslateProvider, useLanguage } from './language.ts'
import { queries } from './queries.ts'
import { router } from './router.tsx'

/** Language, lists and screens. */
export function Root() {
  const locale = useLanguage()
  useEffect(() => {
    document.documentElement.lang = locale
    document.documentElement.dir = localeFacts(locale).direction
    document.title = workspaceTranslator(locale)('workspace.title')
  }, [locale])
  return (
    <QueryClientProvider client={queries}>
      <TranslateProvider value={workspaceTranslator(locale)}>
        <I18nProvider locale={localeFacts(locale).format}>
          <RouterProvider router={router} />
          <Notices />
        </I18nProvider>
      </TranslateProvider>
    </QueryClientProvider>
  )
}
