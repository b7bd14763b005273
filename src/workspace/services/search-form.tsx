import { useQuery } from '@tanstack/react-query'
import { listNeeds } from '../../contracts/directory.ts'
import { ask } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { Button } from '../ui/button.tsx'
import { Choice, Tick } from '../ui/choice.tsx'
import { Field } from '../ui/field.tsx'
import { Fold } from '../ui/fold.tsx'
import { withWho, type Search } from './search-state.ts'

type FormProps = { search: Search; onChange: (search: Search) => void; busy: boolean }

const any = 'any'
const option = ({ code, label }: { code: string; label: string }) => ({ value: code, label })
const ticks = {
  openNow: 'workspace.search.open_now',
  room: 'directory.room_now',
  free: 'workspace.search.free',
  discreet: 'workspace.search.discreet',
} as const

/** One free box, and the same as fields for whoever prefers them. */
export function SearchForm({ search, onChange, busy }: FormProps) {
  const t = useT()
  const known = useQuery({
    queryKey: ['needs', t.locale],
    queryFn: () => ask(listNeeds, {}),
    staleTime: Infinity,
  })
  const anything = { value: any, label: t('workspace.search.any') }
  const genders = (known.data?.traits ?? []).filter(({ gender }) => gender)
  const others = (known.data?.traits ?? []).filter(({ gender }) => !gender)
  const set = (field: 'need' | 'place' | 'language' | 'mode', value: string) => {
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
          <Choice
            label={t('workspace.search.who')}
            options={[{ value: any, label: t('workspace.search.anyone') }, ...genders.map(option)]}
            value={genders.find(({ code }) => search.who?.includes(code))?.code ?? any}
            onChange={(value) =>
              onChange(
                withWho(search, (who) => [
                  ...who.filter((trait) => !genders.some(({ code }) => code === trait)),
                  ...(value === any ? [] : [value]),
                ]),
              )
            }
          />
          <Field
            label={t('workspace.search.age')}
            value={search.age === undefined ? '' : String(search.age)}
            onChange={(value) => {
              const { age: _, ...rest } = search
              onChange({
                ...rest,
                ...(/^\d{1,3}$/.test(value) && Number(value) <= 120 && { age: Number(value) }),
                page: 1,
              })
            }}
            inputMode="numeric"
            maxLength={3}
          />
          <Choice
            label={t('workspace.search.mode')}
            options={[anything, ...(known.data?.modes ?? []).map(option)]}
            value={search.mode ?? any}
            onChange={(value) => set('mode', value)}
          />
          {(['openNow', 'room', 'free', 'discreet'] as const).map((field) => (
            <Tick
              key={field}
              isSelected={search[field] ?? false}
              onChange={(on) => {
                const { [field]: _, ...rest } = search
                onChange({ ...rest, ...(on && { [field]: true }), page: 1 })
              }}
            >
              {t(ticks[field])}
            </Tick>
          ))}
        </div>
        <Fold label={t('workspace.search.also')}>
          <div className="filters" role="group" aria-label={t('workspace.search.also')}>
            {others.map(({ code, label }) => (
              <Tick
                key={code}
                isSelected={search.who?.includes(code) ?? false}
                onChange={(on) =>
                  onChange(
                    withWho(search, (who) => (on ? [...who, code] : who.filter((trait) => trait !== code))),
                  )
                }
              >
                {label}
              </Tick>
            ))}
          </div>
        </Fold>
      </Fold>
      <Button type="submit" isPending={busy}>
        {t('workspace.search.go')}
      </Button>
    </form>
  )
}
