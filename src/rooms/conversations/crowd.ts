/** How many tries of a kind came lately, from everywhere, in memory: nothing about who. */
export type Crowd = {
  /** Counts one try, also one that goes no further. Whether there were more than a calm day brings. */
  enter(): boolean
}

/** A level that each try raises by one and that falls to a third in a minute: `calm` a minute, for long, is `calm`. */
export function createCrowd(calm: number, now: () => number = () => performance.now()): Crowd {
  let level = 0
  let at = now()
  return {
    enter() {
      const time = now()
      level = level * Math.exp((at - time) / 60_000) + 1
      at = time
      return level > calm
    },
  }
}
