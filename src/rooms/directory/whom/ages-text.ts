import type { Translate } from '../../../i18n/index.ts'

/** A range of ages in words; empty where there is none. */
export function agesText(t: Translate, { from, to }: { from?: number; to?: number }): string {
  return from !== undefined && to !== undefined
    ? t('directory.ages.between', { from, to })
    : from !== undefined
      ? t('directory.ages.from', { from })
      : to !== undefined
        ? t('directory.ages.to', { to })
        : ''
}
