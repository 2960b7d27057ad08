// Two ways to send a form by its Enter key: one knows of input methods.
for (const form of document.querySelectorAll('form[data-enter]')) {
  form.addEventListener('keydown', e => {
    if (e.key === 'Enter' && e.target.matches('input') && !(form.dataset.enter === 'careful' && e.isComposing)) form.requestSubmit()
  })
}
