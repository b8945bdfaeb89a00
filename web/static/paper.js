// Says of a document that is too large that it is, before it is sent. Without this file the server says so.
"use strict"

{
  const field = document.currentScript.previousElementSibling.elements.namedItem("document")
  const {most, large} = field.dataset

  field.addEventListener("change", () => {
    field.setCustomValidity(field.files[0]?.size > most ? large : "")
    field.reportValidity()
  })
}
