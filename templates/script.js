// What pages do beside working without a script: nothing is lost where this does not run.
"use strict";

// An input method's Enter chooses a word; it must not send the form.
document.addEventListener("keydown", (e) => {
  if (e.key === "Enter" && (e.isComposing || e.keyCode === 229)) e.preventDefault();
}, true);

// A form is sent once, however often the button is pressed.
document.addEventListener("submit", (e) => {
  if (e.target.dataset.sent) {
    e.preventDefault();
    return;
  }
  if (e.target.method === "post" && !("download" in e.target.dataset)) e.target.dataset.sent = "yes"; // a download leaves its page standing
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// A box in the head of a table ticks all boxes below it.
document.addEventListener("change", (e) => {
  if (!e.target.matches("input[data-all]")) return;
  for (const box of document.querySelectorAll(`input[name="${e.target.dataset.all}"]`)) {
    if (!box.disabled) box.checked = e.target.checked;
  }
});
