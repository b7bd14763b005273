import type { AddressValue, PhoneValue } from '../../contracts/directory.ts'
import { mostPhones } from '../../contracts/directory.ts'
import { useT } from '../app/language.ts'
import { Button } from '../ui/button.tsx'
import { Choice } from '../ui/choice.tsx'
import { Field } from '../ui/field.tsx'

const kinds = ['voice', 'text', 'tty', 'fax'] as const

type FormProps<Value> = { value: Value; onChange: (value: Value) => void }

export function PhonesForm({ value, onChange }: FormProps<PhoneValue[]>) {
  const t = useT()
  const set = (index: number, part: Partial<PhoneValue>) =>
    onChange(value.map((one, at) => (at === index ? { ...one, ...part } : one)))
  return (
    <>
      {value.map((phone, index) => (
        <fieldset key={index} className="entry-day">
          <legend>{t('workspace.entry.phone.nth', { nth: index + 1 })}</legend>
          <div className="entry-phone">
            <Field
              type="tel"
              label={t('workspace.entry.phone.number')}
              value={phone.number}
              onChange={(number) => set(index, { number })}
              maxLength={40}
            />
            <Field
              label={t('workspace.entry.phone.extension')}
              value={phone.extension}
              onChange={(extension) => set(index, { extension })}
              maxLength={10}
            />
            <Choice
              label={t('workspace.entry.phone.kind')}
              options={kinds.map((kind) => ({ value: kind, label: t(`workspace.entry.phone.kind.${kind}`) }))}
              value={phone.kind}
              onChange={(kind) => set(index, { kind })}
            />
          </div>
          <Field
            label={t('workspace.entry.phone.note')}
            value={phone.note}
            onChange={(note) => set(index, { note })}
            maxLength={120}
          />
          <div className="row">
            <Button
              small
              kind="quiet"
              aria-label={t('workspace.entry.phone.remove', { nth: index + 1 })}
              onPress={() => onChange(value.filter((_one, at) => at !== index))}
            >
              {t('workspace.entry.remove')}
            </Button>
          </div>
        </fieldset>
      ))}
      {value.length < mostPhones && (
        <div className="row">
          <Button
            small
            kind="quiet"
            onPress={() => onChange([...value, { number: '', extension: '', kind: 'voice', note: '' }])}
          >
            {t('workspace.entry.phone.add')}
          </Button>
        </div>
      )}
    </>
  )
}

export function AddressForm({ value, onChange }: FormProps<AddressValue>) {
  const t = useT()
  const field = (name: keyof AddressValue, label: string, maxLength: number) => (
    <Field
      label={label}
      value={value[name]}
      onChange={(text) => onChange({ ...value, [name]: text })}
      maxLength={maxLength}
    />
  )
  return (
    <>
      <p className="banner" data-tone="care">
        {t('workspace.entry.address.public')}
      </p>
      {field('line', t('workspace.entry.address.line'), 200)}
      {field('town', t('workspace.entry.address.town'), 100)}
      {field('province', t('workspace.entry.address.province'), 60)}
      {field('postalCode', t('workspace.entry.address.postal_code'), 12)}
    </>
  )
}
