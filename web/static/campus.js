// Completes the name of a university as it is typed: a combobox with a listbox after the WAI-ARIA Authoring Practices. Without this file
// the field takes any name, and the server asks which one is meant.

const place = document.querySelector(".campus")
const field = document.getElementById("campus")
const region = document.getElementById("region")
const list = document.createElement("ul")
const status = document.createElement("p")
const note = document.createElement("p")

const pause = 150 // milliseconds without a key before the server is asked
let waiting = 0
let asking = new AbortController()
let marked = -1

const options = () => [...list.children]

function mark(n) {
  marked = n
  options().forEach((option, i) => option.setAttribute("aria-selected", String(i === n)))
  if (n < 0) return field.removeAttribute("aria-activedescendant")
  field.setAttribute("aria-activedescendant", options()[n].id)
  options()[n].scrollIntoView({ block: "nearest" })
}

function close() {
  clearTimeout(waiting)
  asking.abort()
  list.hidden = true
  field.setAttribute("aria-expanded", "false")
  mark(-1)
}

// choose takes an option, and proposes its province where no region was chosen.
function choose(option) {
  field.value = option.dataset.name
  const typed = document.getElementById("campus_choice-typed") // what is in the field now counts
  if (typed) typed.checked = true
  close()
  status.textContent = ""
  if (region.value === "") {
    region.value = option.dataset.region
    note.textContent = place.dataset.province
  }
  field.dispatchEvent(new Event("change", { bubbles: true }))
}

function show(campuses) {
  const before = options()[marked]?.dataset.name
  list.replaceChildren(...campuses.map((campus, n) => {
    const option = document.createElement("li")
    option.id = `campus-option-${n}`
    option.setAttribute("role", "option")
    option.dataset.name = campus.name
    option.dataset.region = campus.region
    const where = document.createElement("span")
    where.className = "muted"
    where.textContent = [...region.options].find((o) => o.value === campus.region)?.text ?? ""
    option.append(campus.name, " ", where)
    return option
  }))
  list.hidden = campuses.length === 0
  field.setAttribute("aria-expanded", String(!list.hidden))
  mark(campuses.findIndex((campus) => campus.name === before)) // who is choosing already goes on from there
  status.textContent = campuses.length ? place.dataset.count.replace("{n}", campuses.length) : place.dataset.none
}

async function ask() {
  const typed = field.value.trim()
  if (!typed) return close()
  asking.abort()
  asking = new AbortController()
  try {
    const answer = await fetch("/campuses?" + new URLSearchParams({ q: typed }), { signal: asking.signal })
    if (answer.ok) show((await answer.json()).campuses)
  } catch {
    // Not answered, or no longer wanted: the field takes what is typed.
  }
}

// later asks once nothing was typed for a while. Syllables from which characters are still to be made are no name yet.
function later(event) {
  clearTimeout(waiting)
  if (!event.isComposing) waiting = setTimeout(ask, pause)
}

function key(event) {
  if (event.isComposing) return // the key is the input method's
  const n = options().length
  const open = !list.hidden
  switch (event.key) {
    case "ArrowDown":
      open ? mark((marked + 1) % n) : ask()
      break
    case "ArrowUp":
      if (!open) return
      mark((marked + n - (marked < 0 ? 0 : 1)) % n)
      break
    case "Enter":
      if (!open || marked < 0) return close()
      choose(options()[marked])
      break
    case "Escape":
      if (!open) return
      close()
      break
    case "Tab":
      return close()
    default:
      return
  }
  event.preventDefault()
}

list.id = "campus-options"
list.hidden = true
list.setAttribute("role", "listbox")
list.setAttribute("aria-label", place.dataset.list)
status.className = "unseen"
note.className = "hint"
for (const said of [status, note]) said.setAttribute("role", "status")
for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })) {
  field.setAttribute(name, value)
}
const box = document.createElement("div")
box.className = "combobox"
field.replaceWith(box)
box.append(field, list)
place.append(status)
region.after(note)

field.addEventListener("keydown", key)
field.addEventListener("input", later)
field.addEventListener("compositionend", later)
field.addEventListener("blur", close)
list.addEventListener("pointerdown", (event) => event.preventDefault()) // or the field would lose the focus, and the list close
list.addEventListener("click", (event) => {
  const option = event.target.closest("[role=option]")
  if (option) choose(option)
})
