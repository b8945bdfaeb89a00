// The report form, one question at a time. Without this file it is one page; the fields, their names and where they are sent are the
// same. All words come from the page: its template #steps and data attributes.

const form = document.getElementById("report")
const steps = [...form.querySelectorAll(".step")]
const [progress, buttons, answersHead, answersPart, problemBox] = document.getElementById("steps").content.cloneNode(true).children
const [count, bar] = [progress.querySelector("p"), document.createElement("progress")]
const last = steps.at(-1)
let here = null

const control = (name) => form.elements[name]
const heading = (step) => step.querySelector("h2, legend")

// applies reports whether a step is asked: the one about an offer only of those who got an offer, or told of one.
const applies = (step) => step.id !== "offer" || step.classList.contains("filled") || document.getElementById("kind-offer").checked
const asked = () => steps.filter(applies)

// go shows a step and moves the focus to its question, or to the field that is wrong.
function go(step, focus = heading(step)) {
  here = step
  if (step === last) review()
  for (const s of steps) s.hidden = s !== step
  const all = asked()
  const n = all.indexOf(step) + 1
  count.textContent = count.dataset.text.replace("{step}", n).replace("{steps}", all.length)
  bar.max = all.length
  bar.value = n
  buttons.querySelector("#back").hidden = n === 1
  buttons.querySelector("#next").hidden = step === last
  document.querySelector(".lead").hidden = n > 1
  control("step").value = step.id
  if (focus === heading(step)) focus.tabIndex = -1
  focus.focus({ preventScroll: true })
  progress.scrollIntoView({ block: "start" })
}

function next() {
  settle()
  const missing = wanting(here)
  if (missing) return complain(...missing)
  const all = asked()
  go(all[all.indexOf(here) + 1])
}

function back() {
  const all = asked()
  go(all[all.indexOf(here) - 1])
}

// given reports whether anything is typed or chosen in the controls of a name.
function given(name) {
  const found = control(name)
  return (found.length === undefined || found.tagName ? [found] : [...found]).some((c) =>
    c.type === "radio" || c.type === "checkbox" ? c.checked : c.value.trim() !== "")
}

// wanting returns the control that a step cannot be left without, and why. The server checks all of it again.
function wanting(step) {
  const needs = step.dataset.needs?.split(" ")
  if (needs && !needs.some(given)) return [needs[0], step.dataset.missing]
  if (step.dataset.consent && given("knew_sensitive") && !given("consent_sensitive")) return ["consent_sensitive", step.dataset.consent]
}

// complain says beside a field what is wrong with it, as the server does, until something is typed.
function complain(id, text) {
  const at = document.getElementById(id)
  const group = at.closest("fieldset.field:not(.sensitive)")
  const field = group ?? at.closest(".field")
  field.querySelector(":scope > .problem")?.remove()
  const box = problemBox.cloneNode(true)
  box.id = id + "-problem"
  box.dataset.here = ""
  box.firstElementChild.append(text)
  const label = field.querySelector(":scope > legend, :scope > label")
  label ? label.after(box) : field.prepend(box)
  field.classList.add("wrong")
  const told = group ?? at
  told.setAttribute("aria-describedby", [...ids(told).filter((other) => other !== box.id), box.id].join(" "))
  if (!group) at.setAttribute("aria-invalid", "true")
  at.focus()
}

const ids = (described) => (described.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean)

// settle takes the complaints of complain away.
function settle() {
  for (const box of form.querySelectorAll(".problem[data-here]")) {
    const told = form.querySelector(`[aria-describedby~="${box.id}"]`)
    const left = ids(told).filter((id) => id !== box.id)
    left.length ? told.setAttribute("aria-describedby", left.join(" ")) : told.removeAttribute("aria-describedby")
    told.removeAttribute("aria-invalid")
    box.parentElement.classList.remove("wrong")
    box.remove()
  }
}

// words returns a label without what it says of being required.
function words(label) {
  const copy = label.cloneNode(true)
  copy.querySelectorAll(".required, .unseen").forEach((more) => more.remove())
  return copy.textContent.trim()
}

// told returns the questions of a step that have an answer, with their answers.
function told(step) {
  const all = []
  for (const field of step.querySelectorAll(".field")) {
    if (field.parentElement.closest(".field") && !field.querySelector(".tick")) continue
    const choices = [...field.querySelectorAll(":scope > .boxes input:checked")].map((box) => words(box.labels[0]))
    const single = field.querySelector(":scope > input, :scope > textarea, :scope > select, :scope > .combobox > input")
    const tick = field.querySelector(":scope > .tick input:checked")
    if (choices.length) all.push([words(field.querySelector(":scope > legend")), choices.join("\n")])
    else if (tick) all.push([words(tick.labels[0]), answersHead.dataset.yes])
    else if (single?.value.trim()) all.push([words(single.labels[0]), shown(single)])
  }
  return all
}

function shown(control) {
  if (control.tagName === "SELECT") return control.selectedOptions[0].text
  if (control.valueAsDate) return control.valueAsDate.toLocaleDateString(document.documentElement.lang, { dateStyle: "long", timeZone: "UTC" })
  return control.value.trim()
}

// review lists what will be sent.
function review() {
  const list = answersHead.cloneNode(true)
  for (const step of asked().filter((s) => s !== last)) {
    const facts = told(step)
    if (!facts.length) continue
    const part = answersPart.cloneNode(true)
    const [title, change, rows] = part.children
    title.textContent = words(heading(step))
    change.setAttribute("aria-label", `${change.textContent}: ${title.textContent}`)
    change.addEventListener("click", () => go(step))
    for (const [question, answer] of facts) {
      const row = document.createElement("div")
      row.append(document.createElement("dt"), document.createElement("dd"))
      row.firstChild.textContent = question
      row.firstChild.classList.toggle("unseen", question === title.textContent)
      row.lastChild.textContent = answer
      rows.append(row)
    }
    list.append(part)
  }
  document.getElementById("answers").replaceChildren(list)
}

// typed returns what was posted of a field. Lines are posted with other ends than they have in a field.
const typed = (posted, name) => posted.get(name).replaceAll("\r\n", "\n")

// read asks the server what the pasted text names, and puts the answer where the page without script would have it. What was typed since
// it was asked stays.
async function read(event) {
  event.preventDefault()
  const button = event.currentTarget
  button.disabled = true
  const posted = new FormData(form)
  try {
    const answer = await fetch(button.formAction, { method: "POST", body: new URLSearchParams(posted) })
    const page = new DOMParser().parseFromString(await answer.text(), "text/html")
    const found = page.getElementById("reading")
    const wrong = page.querySelector("#text-problem p")
    if (!found && !wrong) throw new Error(answer.status)
    button.disabled = false
    if (wrong) return complain("text", wrong.lastChild.textContent)
    settle()
    for (const name of ["numbers", "wechat", "qq", "domain", "category"]) {
      if (control(name).value === typed(posted, name)) control(name).value = page.getElementById(name).value
    }
    document.getElementById("reading-place").replaceChildren(found)
    found.focus()
  } catch {
    button.disabled = false
    complain("text", button.dataset.failed)
  }
}

// whole ends asking one at a time.
function whole() {
  progress.remove()
  buttons.remove()
  document.getElementById("answers").replaceChildren()
  document.querySelector(".lead").hidden = false
  form.classList.replace("stepwise", "whole")
  for (const step of steps) step.hidden = false
  here = null
  heading(steps[0]).tabIndex = -1
  heading(steps[0]).focus()
}

// follow leads from the list of mistakes to the step of each.
function follow(event) {
  const to = here && event.target.closest('.summary a[href^="#"]')
  const field = to && document.getElementById(to.hash.slice(1))
  const step = field?.closest(".step")
  if (!step) return
  event.preventDefault()
  go(step, field.matches("input, select, textarea") ? field : heading(step))
}

// enter leads on. By itself the browser would press the first button of the form, which sends it whole.
function enter(event) {
  if (event.key !== "Enter" || event.isComposing || event.defaultPrevented || !event.target.matches("input")) return
  event.preventDefault()
  here && here !== last ? next() : form.requestSubmit(last.querySelector("button.main"))
}

bar.setAttribute("aria-hidden", "true")
progress.append(bar)
form.classList.add("stepwise")
form.prepend(progress)
form.append(buttons)
progress.querySelector("#whole").addEventListener("click", whole)
buttons.querySelector("#back").addEventListener("click", back)
buttons.querySelector("#next").addEventListener("click", next)
document.getElementById("read").addEventListener("click", read)
form.addEventListener("keydown", enter)
form.addEventListener("input", settle)
document.addEventListener("click", follow)

const wrong = steps.find((step) => step.matches(".wrong") || step.querySelector(".problem"))
const start = wrong ?? asked().find((step) => step.id === control("step").value) ?? steps[0]
const summary = document.querySelector(".summary")
go(start, summary ?? (start === steps[0] && !wrong ? document.body : heading(start)))
if (summary) summary.scrollIntoView()
else if (start === steps[0]) scrollTo(0, 0)
