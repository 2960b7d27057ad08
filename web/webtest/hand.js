// What a tab needs to know of its page, and the few things that a mouse and keys cannot do in a browser without a window.
({
  // show is the page with what cannot be seen marked hidden, and the fields holding what was typed.
  show() {
    const copy = document.documentElement.cloneNode(true)
    const copies = copy.querySelector('body').querySelectorAll('*')
    document.body.querySelectorAll('*').forEach((e, i) => {
      const visible = e.matches('option, optgroup') || e.checkVisibility({visibilityProperty: true}) || getComputedStyle(e).display === 'contents'
      if (!visible) copies[i].setAttribute('hidden', '')
      if (e.matches('input[type=checkbox], input[type=radio]')) copies[i].toggleAttribute('checked', e.checked)
      else if (e.matches('input:not([type=file])')) copies[i].setAttribute('value', e.value)
      else if (e.matches('textarea')) copies[i].textContent = e.value
      else if (e.matches('option')) copies[i].toggleAttribute('selected', e.selected)
    })
    return '<!doctype html>' + copy.outerHTML
  },

  // aim scrolls to the element and answers where to click it, or why one cannot.
  aim(e) {
    e.scrollIntoView({block: 'center', inline: 'nearest', behavior: 'instant'})
    const r = e.getClientRects()[0]
    if (!r) return {x: 0, y: 0, why: 'takes no room on the screen'}
    const x = r.left + r.width / 2, y = r.top + r.height / 2
    const hit = document.elementFromPoint(x, y)
    if (!hit) return {x, y, why: 'lies off the screen'}
    const own = e.contains(hit) || hit.closest('label')?.control === e
    return {x, y, why: own ? '' : 'is covered by ' + hit.outerHTML.slice(0, 120)}
  },

  // heldBack is why the browser would not send the button's form.
  heldBack(button) {
    const form = button.form
    if (!form || button.type !== 'submit' && button.type !== 'image') return 'the button belongs to no form'
    if (form.noValidate || button.formNoValidate) return ''
    const wrong = [...form.elements].filter(e => e.willValidate && !e.validity.valid)
    return wrong.map(e => (e.labels?.[0]?.innerText ?? e.name) + ': ' + e.validationMessage).join('; ')
  },

  // take picks a field's whole content, so that what is typed takes its place.
  take(e) {
    e.select()
    return e.value !== ''
  },

  value(e) { return e.value },

  // give sets what has no keys that are the same everywhere: the fields for dates and times.
  give(e, value) {
    e.value = value
    e.dispatchEvent(new Event('input', {bubbles: true}))
    e.dispatchEvent(new Event('change', {bubbles: true}))
    return e.value
  },

  // pick chooses an option: a drop-down opens outside the page.
  pick(option) {
    const list = option.closest('select')
    list.focus()
    option.selected = true
    list.dispatchEvent(new Event('input', {bubbles: true}))
    list.dispatchEvent(new Event('change', {bubbles: true}))
    return list.value
  },

  // kept tells whether the button's form is sent by its script, which keeps it until then.
  kept(button) { return Boolean(button.form?.querySelector('[data-key]')) },

  // settled waits until what a form's script sent was answered: by another page, by the form anew, or by a word on it.
  settled(form) {
    return new Promise(done => {
      const look = () => {
        const told = form?.querySelector('.kept')?.textContent
        if (form?.isConnected ? told && !told.startsWith('正在提交') : document.readyState === 'complete') done(true)
      }
      new MutationObserver(look).observe(document, {childList: true, subtree: true})
      addEventListener('load', look)
      look()
    })
  },

  // comes waits until the words stand on the page.
  comes(_, words) {
    return new Promise(done => {
      const look = () => document.body?.innerText.includes(words) && done(true)
      new MutationObserver(look).observe(document, {childList: true, subtree: true})
      look()
    })
  },

  // held are the names of what the device keeps of this site.
  held() {
    return new Promise((done, failed) => {
      const open = indexedDB.open('fangpin')
      open.onerror = () => failed(open.error)
      open.onsuccess = () => {
        const db = open.result
        if (!db.objectStoreNames.contains('kept')) {
          db.close()
          indexedDB.deleteDatabase('fangpin')
          done([])
          return
        }
        const all = db.transaction('kept').objectStore('kept').getAllKeys()
        all.onsuccess = () => {
          db.close()
          done(all.result)
        }
      }
    })
  },

  // wide names what hangs out of the screen, unless it lies in a box that can be scrolled.
  wide() {
    const width = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= width) return ''
    const boxed = e => e && e !== document.body && (getComputedStyle(e).overflowX !== 'visible' || boxed(e.parentElement))
    const out = [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > width + 1 && !boxed(e.parentElement))
    return document.documentElement.scrollWidth + ' px: ' + out.slice(-3).map(e => e.outerHTML.slice(0, 100)).join(' … ')
  },

  // focused is the name of what has the focus.
  focused() {
    const e = document.activeElement
    return e.getAttribute('aria-label') ?? e.labels?.[0]?.innerText ?? e.innerText ?? ''
  },

  // listen counts the forms that are sent from now on.
  listen() {
    window.sent = 0
    document.addEventListener('submit', e => { window.sent++; e.preventDefault() }, true)
    const submit = HTMLFormElement.prototype.submit
    HTMLFormElement.prototype.submit = function () { window.sent++ }
    return submit.name
  },

  sent() { return window.sent },
})
