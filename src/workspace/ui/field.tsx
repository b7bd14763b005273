import { Input } from 'react-aria-components/Input'
import { FieldError } from 'react-aria-components/FieldError'
import { Label } from 'react-aria-components/Label'
import { Text } from 'react-aria-components/Text'
import { TextArea } from 'react-aria-components/TextArea'
import { TextField, type TextFieldProps } from 'react-aria-components/TextField'

export type FieldProps = Omit<TextFieldProps, 'children' | 'className' | 'style'> & {
  label: string
  help?: string | undefined
  /** What is wrong with it, in words. */
  fault?: string | undefined
  /** More than one line. */
  rows?: number
  placeholder?: string
}

/** A labelled text field. Spell-check and cloud help are off: what is typed may name people. */
export function Field({ label, help, fault, rows, placeholder, ...rest }: FieldProps) {
  return (
    <TextField
      {...rest}
      className="field"
      isInvalid={fault !== undefined}
      autoComplete={rest.autoComplete ?? 'off'}
      autoCorrect="off"
      spellCheck="false"
    >
      <Label className="label">{label}</Label>
      {help !== undefined && (
        <Text slot="description" className="help">
          {help}
        </Text>
      )}
      {rows === undefined ? (
        <Input className="input" {...(placeholder !== undefined && { placeholder })} />
      ) : (
        <TextArea className="input" rows={rows} {...(placeholder !== undefined && { placeholder })} />
      )}
      <FieldError className="fault">{fault}</FieldError>
    </TextField>
  )
}
