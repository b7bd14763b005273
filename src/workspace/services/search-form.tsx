import { useQuery } from '@tanstack/react-query'
import { listNeeds } from '../../contracts/directory.ts'
import { ask } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { Button } from '../ui/button.tsx'
import { Choice, Tick } from '../ui/choice.tsx'
import { Field } from '../ui/field.tsx'
import { Fold } from '../ui/fold.tsx'
import type { Search } from './search-state.ts'

type FormProps = { search: Search; onChange: (search: Search) => void; busy: boolean }

const any = 'any'

/** One free box, and the same as fields for whoever prefers them. */
export function SearchForm({ search, onChange, busy }: FormProps) {
  const t = useT()
  const known = useQuery({
    queryKey: ['needs', t.locale],
    queryFn: () => ask(listNeeds, {}),
    staleTime: Infinity,
  })
  const anything = { value: any, label: t('workspace.search.any') }
  const set = (field: 'need' | 'place' | 'language', value: string) => {
    const { [field]: _, ...rest } = search
    onChange({ ...rest, ...(value !== any && value !== '' && { [field]: value }), page: 1 })
  }
  return (
    <form
      className="stack-small"
      role="search"
      onSubmit={(event) => {
        event.preventDefault()
        onChange({ ...search, text: search.typed.trim(), page: 1 })
      }}
    >
      <Field
        label={t('workspace.search.label')}
        value={search.typed}
        onChange={(typed) => onChange({ ...search, typed })}
        placeholder={t('workspace.search.hint')}
        maxLength={300}
      />
      <Fold label={t('workspace.search.filters')}>
        <div className="filters">
          <Choice
            label={t('workspace.search.need')}
            options={[
              anything,
              ...(known.data?.needs ?? []).map(({ code, label }) => ({ value: code, label })),
            ]}
            value={search.need ?? any}
            onChange={(value) => set('need', value)}
          />
          <Choice
            label={t('workspace.search.language')}
            options={[
              anything,
              ...(known.data?.languages ?? []).map(({ tag, label }) => ({ value: tag, label })),
            ]}
            value={search.language ?? any}
            onChange={(value) => set('language', value)}
          />
          <Field
            label={t('workspace.search.place')}
            value={search.place ?? ''}
            onChange={(value) => set('place', value)}
            placeholder={t('workspace.search.place_hint')}
            maxLength={120}
          />
          <Tick
            isSelected={search.openNow ?? false}
            onChange={(on) => {
              const { openNow: _, ...rest } = search
              onChange({ ...rest, ...(on && { openNow: true }), page: 1 })
            }}
          >
            {t('workspace.search.open_now')}
          </Tick>
        </div>
      </Fold>
      <Button type="submit" isPending={busy}>
        {t('workspace.search.go')}
      </Button>
    </form>
  )
}
