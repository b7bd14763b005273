import type { ReactNode } from 'react'
import { Button } from 'react-aria-components/Button'
import { Checkbox as AriaCheckbox, type CheckboxProps } from 'react-aria-components/Checkbox'
import { Label } from 'react-aria-components/Label'
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox'
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup'
import { Select, SelectValue } from 'react-aria-components/Select'
import { Switch as AriaSwitch, type SwitchProps } from 'react-aria-components/Switch'
import { Popover } from './popover.tsx'

export type Option<Value extends string> = { value: Value; label: string }

type ChoiceProps<Value extends string> = {
  label: string
  options: readonly Option<Value>[]
  value: Value | undefined
  onChange: (value: Value) => void
  placeholder?: string
}

/** One of many, behind a button. */
export function Choice<Value extends string>(props: ChoiceProps<Value>) {
  const { label, options, value, onChange, placeholder } = props
  return (
    <Select
      className="field"
      value={value ?? null}
      onChange={(key) => onChange(key as Value)}
      {...(placeholder !== undefined && { placeholder })}
    >
      <Label className="label">{label}</Label>
      <Button className="select-button">
        <SelectValue />
      </Button>
      <Popover>
        <ListBox items={options}>
          {(option) => (
            <ListBoxItem className="option" id={option.value} textValue={option.label}>
              {option.label}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  )
}

/** One of a few, all in sight. */
export function Radios<Value extends string>({ label, options, value, onChange }: ChoiceProps<Value>) {
  return (
    <RadioGroup className="field" value={value ?? null} onChange={(key) => onChange(key as Value)}>
      <Label className="label">{label}</Label>
      {options.map((option) => (
        <Radio key={option.value} value={option.value} className="radio">
          <span className="box" aria-hidden="true" />
          {option.label}
        </Radio>
      ))}
    </RadioGroup>
  )
}

export function Tick({ children, ...rest }: Omit<CheckboxProps, 'children'> & { children: ReactNode }) {
  return (
    <AriaCheckbox {...rest} className="checkbox">
      <span className="box" aria-hidden="true" />
      <span>{children}</span>
    </AriaCheckbox>
  )
}

export function Switch({ children, ...rest }: Omit<SwitchProps, 'children'> & { children: ReactNode }) {
  return (
    <AriaSwitch {...rest} className="switch">
      <span className="track" aria-hidden="true" />
      <span>{children}</span>
    </AriaSwitch>
  )
}
