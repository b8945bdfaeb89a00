// Proves a little work while the report form is filled in, so that more reports are taken from a network than without
// (ALTCHA v1). It keeps nobody from sending: where it fails or takes long, the form goes without.
"use strict"

{
  const {challenge: from, solver} = document.currentScript.dataset
  const form = document.getElementById("report")
  const sending = document.getElementById("sending")
  const patience = 5000 // milliseconds that sending waits
  const fresh = 60 * 60 * 1000 // after which a challenge may soon be too old

  let proving // a promise that ends when there is a proof in the form, or none to be had
  let begun // when it was
  let settled = false // it has ended
  let passing = false // the form is to go, with what there is
  let sent = false // it went, and the page with the answer is awaited

  function begin() {
    if (proving && Date.now() - begun < fresh) return
    keep("")
    begun = Date.now()
    settled = false
    proving = prove().catch(() => "").then(value => {
      keep(value)
      settled = true
    })
  }

  async function prove() {
    const answer = await fetch(from, {credentials: "omit", cache: "no-store"})
    if (!answer.ok) return ""
    const {algorithm, challenge, salt, maxnumber, signature} = await answer.json()
    const number = await solve({challenge, salt, maxnumber})
    return number < 0 ? "" : btoa(JSON.stringify({algorithm, challenge, number, salt, signature}))
  }

  function solve(challenge) {
    const worker = new Worker(solver)
    return new Promise((resolve, reject) => {
      worker.onmessage = ({data}) => resolve(data)
      worker.onerror = reject
      worker.postMessage(challenge)
    }).finally(() => worker.terminate())
  }

  // keep puts the proof into the form.
  function keep(value) {
    let field = form.elements.namedItem("altcha")
    if (!field) {
      field = document.createElement("input")
      field.type = "hidden"
      field.name = "altcha"
      form.append(field)
    }
    field.value = value
  }

  for (const touch of ["focusin", "pointerdown", "input"]) form.addEventListener(touch, begin)

  addEventListener("submit", event => { // after all that the form itself has to say
    const by = event.submitter
    if (event.target !== form || event.defaultPrevented || by?.hasAttribute("formaction")) return // it goes elsewhere, and nothing is reported
    if (sent || form.hasAttribute("aria-busy")) return event.preventDefault() // pressed twice
    if (!passing) begin()
    if (passing || settled) return leave()
    event.preventDefault()
    wait(true)
    const late = new Promise(resolve => setTimeout(resolve, patience))
    Promise.race([proving, late]).then(() => {
      wait(false)
      passing = true
      form.requestSubmit(by)
      passing = false
    })
  })

  // leave lets the form go once. Who stops the browser from loading the answer can send again a little later.
  function leave() {
    sent = true
    setTimeout(() => { sent = false }, patience)
  }

  // wait shows and says that sending takes a moment.
  function wait(on) {
    on ? form.setAttribute("aria-busy", "true") : form.removeAttribute("aria-busy")
    sending.textContent = on ? sending.dataset.text : ""
  }

  // A proof counts once: who comes back to a form that was sent needs another.
  addEventListener("pageshow", event => {
    sent = false
    if (!event.persisted) return
    proving = undefined
    keep("")
  })
}
