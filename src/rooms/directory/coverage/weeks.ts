const dayMs = 86_400_000

/** The Monday of a moment's week (UTC), as ISO. */
export function mondayOf(moment: Date): string {
  const day = (moment.getUTCDay() + 6) % 7
  return new Date(moment.getTime() - day * dayMs).toISOString().slice(0, 10)
}

/** So many days later; negative: before. */
export function daysAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)
}

/** The wall times of an ordinary week that stand for `day`, `evening`, `night` and `sunday`: Tuesday 14:00 and 20:00, Wednesday 3:00, Sunday 14:00 of the week after. */
export function ordinaryWeek(now: Date): { at: string; minute: number }[] {
  const monday = daysAfter(mondayOf(now), 7)
  const at = (day: number, hour: number) => ({
    at: `${daysAfter(monday, day)}T${String(hour).padStart(2, '0')}:00:00`,
    // Monday 0:00 is 0, as in the index of the search.
    minute: day * 1_440 + hour * 60,
  })
  return [at(1, 14), at(1, 20), at(2, 3), at(6, 14)]
}
