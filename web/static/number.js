// Groups phone numbers while they are typed, so that they can be checked by eye: +1 202 555 0143, +44 7700 900123, and Chinese mobiles
// and landlines likewise. Digits and plus signs stay what was typed; only spaces and hyphens between them are put in and taken away.

const field = document.getElementById("numbers")

const digit = /[0-9+]/

// sizes returns how a number is grouped, and with what, or nothing for one that is left as it was typed.
function sizes(number) {
  switch (true) {
    case /^\+861[3-9]\d{0,9}$/.test(number): return [[3, 3, 4, 4], " "]
    case /^\+1[2-9]\d{0,9}$/.test(number): return [[2, 3, 3, 4], " "]
    case /^\+447\d{0,9}$/.test(number): return [[3, 4, 6], " "]
    case /^1[3-9]\d{2,9}$/.test(number): return [[3, 4, 4], " "]
    case /^0(10|2\d)\d{1,8}$/.test(number): return [[3, 4, 4], "-"]
    case /^0[3-9]\d{3,10}$/.test(number): return [[4, 4, 4], "-"]
    case /^[48]00\d{1,7}$/.test(number): return [[3, 3, 4], "-"]
  }
}

// group returns a line with its number grouped. What is more than one number, or none, is left as it is.
function group(line) {
  if (/[^0-9+ -]/.test(line) || /[^ -].*\+/.test(line)) return line
  const number = line.replace(/[ -]/g, "")
  const form = sizes(number)
  if (!form) return line
  const parts = []
  let at = 0
  for (const size of form[0]) {
    if (at < number.length) parts.push(number.slice(at, at + size))
    at += size
  }
  return parts.join(form[1])
}

// format groups the line with the caret, which stays behind the same digit.
function format() {
  const all = field.value
  const grouped = all.split("\n").map(group).join("\n")
  if (grouped === all) return
  const before = [...all.slice(0, field.selectionStart)]
  let passed = before.filter((c) => digit.test(c)).length
  const lines = before.filter((c) => c === "\n").length
  let at = grouped.split("\n").slice(0, lines).join("\n").length + (lines ? 1 : 0)
  passed -= [...grouped.slice(0, at)].filter((c) => digit.test(c)).length
  for (; passed > 0 && at < grouped.length; at++) {
    if (digit.test(grouped[at])) passed--
  }
  field.value = grouped
  if (document.activeElement === field) field.setSelectionRange(at, at)
}

field.addEventListener("input", (event) => {
  if (event.isTrusted && !event.isComposing) format() // what a program puts in is its own affair
})
format()
