// Answers rules with ical.js: a line DTSTART, RRULE, LIMIT and NUMBER, with tabs
// between, is answered with the slots before LIMIT, blanks between. The folder
// that ical.js is installed in is the argument.
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

const found = createRequire(process.argv[2] + '/').resolve('ical.js')
const loaded = await import(pathToFileURL(found).href)
const ICAL = loaded.default ?? loaded

const dashed = (text) => text.replace(/(....)(..)(..)T(..)(..)(..)/, '$1-$2-$3T$4:$5:$6')

for await (const line of createInterface({ input: process.stdin })) {
  const [start, rule, limit, number] = line.split('\t')
  const out = []
  try {
    const first = ICAL.Time.fromDateTimeString(dashed(start))
    const recur = ICAL.Recur.fromString(rule)
    if (!recur.count) recur.until = ICAL.Time.fromDateTimeString(dashed(limit)) // it would look on for the slot after the last
    const slots = recur.iterator(first)
    for (let slot = slots.next(); slot && out.length < Number(number); slot = slots.next()) {
      const text = slot.toICALString()
      if (text > limit) break
      out.push(text)
    }
    console.log(out.join(' '))
  } catch {
    console.log('-')
  }
}
