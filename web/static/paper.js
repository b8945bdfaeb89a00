// Says of a document that is too large that it is, before it is sent. Without this file the server refuses it, and the way back is the browser's.
"use strict"

{
  const field = document.currentScript.previousElementSibling.elements.namedItem("document")
  const {most, large} = field.dataset

  const check = () => field.setCustomValidity(field.files[0]?.size > most ? large : "")

  check() // some browsers keep what was chosen when the page is loaded again
  field.addEventListener("change", () => {
    check()
    field.reportValidity()
  })
}
