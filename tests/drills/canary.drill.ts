/*
 * npm run drill -- canary [--engine pglite|postgres]
 *
 * Unique strings go through every path: with script, without, drafts, words,
 * secrets, cards, packets, what was not ticked, a left message, a first message that
 * waits in a crowd, imports and requests that are refused. The server then dies with its memory full and a
 * stream open. Held when none of them, in any encoding, is in any table, dump,
 * file of the data folder, log, temporary file, core file, file of the witness, or in the profile of
 * a browser that was left by Exit or killed.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createSearcher } from '../support/canary/search.ts'
import { openBook, type Book } from './canary/book.ts'
import { crowded, walkCrowd } from './canary/crowd.ts'
import { walkErrors, walkImports } from './canary/hostile.ts'
import { plants, type Sink } from './canary/plants.ts'
import {
  coreFiles,
  searchFiles,
  searchFolder,
  searchProfile,
  searchTables,
  type Report,
} from './canary/sinks.ts'
import { coresAreFiles, engines, setStage, type Engine, type Stage } from './canary/stage.ts'
import { readStory } from './canary/staff-side.ts'
import { walkWithScript, type Walked } from './canary/with-script.ts'
import { walkWithoutScript } from './canary/without-script.ts'

const { values: options } = parseArgs({
  options: {
    engine: { type: 'string' },
    /** all, or the name of one sink: a canary is put there, and the drill must find it. */
    plant: { type: 'string' },
  },
})
const say = (line: string) => process.stdout.write(`${line}\n`)

/** Walks every path and lets the server die; gives a sentence for each canary that did not go its way. */
async function walk(stage: Stage, book: Book): Promise<string[]> {
  const profile = (name: string) => join(stage.home.root, `profile-${name}`)
  const missing: string[] = []
  await stage.stop()
  const imported = await walkImports(stage, book)
  if (!/[1-9]\d* rejected/.test(imported)) missing.push(`no row was rejected: ${imported.slice(0, 300)}`)
  await stage.start()

  const walked: Walked[] = []
  walked.push(await walkWithScript(stage, book, profile('exit'), 'exit'))
  walked.push(await walkWithScript(stage, book, profile('kill'), 'kill'))
  const answers = await walkErrors(stage, book)
  await stage.stop()
  await stage.start(crowded)
  walked.push(await walkCrowd(stage, book, profile('crowd')))
  await stage.stop()
  await stage.start()
  walked.push(
    await walkWithoutScript(stage, book, profile('plain'), async () => {
      await stage.crash()
    }),
  )

  // The stories are read after the crash: what they must hold has survived it, too.
  await stage.start()
  const stories = []
  for (const { desk } of walked) stories.push(...(await readStory(desk)).contents)
  const told = JSON.stringify(stories)
  const opened = walked.map((each) => each.opened).join()
  for (const { label, text } of book.controlled('story'))
    if (!told.includes(text) && !label.startsWith('no script, still'))
      missing.push(`not in the story: ${label}`)
  for (const { label, text } of book.controlled('packet'))
    if (!opened.includes(text)) missing.push(`not at the service: ${label}`)
  if (!/^4\d\d /m.test(answers)) missing.push('no request was refused')
  for (const { label, text } of book.all())
    if (imported.includes(text) || (label.startsWith('error') && answersWith(answers, text)))
      missing.push(`said again by an error: ${label}`)
  return missing
}

/** A form gives back what was typed; nothing else does. */
function answersWith(answers: string, text: string): boolean {
  return answers.split('\n').some((line) => line.includes(text) && /^\d+ \{/.test(line))
}

async function drill(engine: Engine): Promise<boolean> {
  const stage = await setStage(engine)
  const book = openBook()
  try {
    const missing = await walk(stage, book)
    const dumped = coreFiles(stage)
    await stage.stop()
    for (const [sink, plant] of Object.entries(plants))
      if (options.plant === 'all' || options.plant === sink) await plant(stage, book)

    const report: Report = new Map()
    const searcher = createSearcher(book.all())
    searchFolder(report, searcher, stage)
    await searchTables(report, searcher, stage)
    searchFiles(report, searcher, stage)
    const profiles: [Sink, string][] = [
      ['profile after Exit', 'profile-exit'],
      ['profile after a kill', 'profile-kill'],
      ['profile without script', 'profile-plain'],
      ['profile in a crowd', 'profile-crowd'],
    ]
    for (const [sink, name] of profiles) searchProfile(report, searcher, sink, join(stage.home.root, name))

    let total = 0
    for (const [sink, { finds, files, bytes }] of report) {
      total += finds.length
      say(
        `  ${sink}: ${finds.length} found (${files} files, ${(bytes / 1e6).toFixed(1)} MB with what was unpacked)`,
      )
      for (const { canary, encoding, where } of finds.slice(0, 8))
        say(`    “${canary}” as ${encoding} in ${where}`)
    }
    for (const sentence of missing) say(`  ${sentence}`)
    if (!coresAreFiles())
      say('  core file: this machine gives them to another program, so none could be seen')
    say(
      `canary, ${engine}: ${book.all().length} canaries, ${book.controlled('story').length + book.controlled('packet').length} seen to arrive, ` +
        `core file of ${dumped} bytes: ${total} found`,
    )
    return total === 0 && missing.length === 0
  } finally {
    await stage.close()
  }
}

const chosen = engines.filter((engine) => options.engine === undefined || options.engine === engine)
if (chosen.length === 0) throw new Error(`--engine is one of ${engines.join(', ')}`)
let held = true
for (const engine of chosen) held = (await drill(engine)) && held
say(held ? 'canary: held' : 'canary: NOT held')
process.exit(held ? 0 : 1)
