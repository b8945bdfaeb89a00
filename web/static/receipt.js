// Copies and prints a receipt code. Its buttons stay hidden where there is no script.
"use strict"

{
  const part = id => document.getElementById(id)
  const {copied, selected} = part("taking").dataset

  // byHand marks the code, and copies it the old way: clipboards are kept from pages without TLS.
  function byHand() {
    getSelection().selectAllChildren(part("code"))
    return document.execCommand("copy")
  }

  async function copy() {
    try {
      await navigator.clipboard.writeText(part("code").textContent)
      return true
    } catch {
      return byHand()
    }
  }

  part("copy").addEventListener("click", async () => {
    part("copied").textContent = "" // the same words again would not be read out
    part("copied").textContent = await copy() ? copied : selected
  })
  part("print").addEventListener("click", () => print())
  part("taking").hidden = false
}
