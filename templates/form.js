// A form that is filled in on a phone, where the network comes and goes. Until it was sent it is kept on the device, sealed by a key that only
// this person's pages carry (docs/decisions/0028). On a small screen it asks one question at a time. Where this does not run, the form stands
// whole on its page and is posted as any other.
"use strict";
{
  const day = 24 * 60 * 60 * 1000; // ms
  const home = document.getElementById("unsent");
  const path = location.pathname, photosOf = (at) => at + " photos";
  let form, seal, whose; // the key and, to know it again, its digest
  let chosen = new Map(); // by the name of their field, the photos that the form will send
  let carried = new FormData(); // those that it has sent before it was refused
  let over = false; // it was sent: nothing of it is kept any more

  // What is kept. The store stays open: signing out clears and closes it, and then this page keeps nothing more.
  const opened = new Promise((done, failed) => {
    const open = indexedDB.open("fangpin", 1);
    open.onupgradeneeded = () => open.result.createObjectStore("kept");
    open.onsuccess = () => done(open.result);
    open.onerror = () => failed(open.error);
  });
  opened.catch(() => {}); // a browser that keeps nothing: whoever asks is told

  async function ask(mode, request) {
    const kept = (await opened).transaction("kept", mode);
    return new Promise((done, failed) => {
      const asked = request(kept.objectStore("kept"));
      kept.oncomplete = () => done(asked.result);
      kept.onabort = () => failed(kept.error);
    });
  }

  async function put(name, data) {
    const body = new Response(data), iv = crypto.getRandomValues(new Uint8Array(12));
    const type = body.headers.get("Content-Type");
    const box = await crypto.subtle.encrypt({name: "AES-GCM", iv}, seal, await body.arrayBuffer());
    await ask("readwrite", (kept) => kept.put({whose, at: Date.now(), type, iv, box}, name));
  }

  async function get(name) {
    const found = await ask("readonly", (kept) => kept.get(name));
    if (!found) return new FormData();
    const plain = await crypto.subtle.decrypt({name: "AES-GCM", iv: found.iv}, seal, found.box);
    return new Response(plain, {headers: {"Content-Type": found.type}}).formData();
  }

  const drop = (at) => ask("readwrite", (kept) => kept.delete(IDBKeyRange.bound(at, photosOf(at))));

  // unlock takes the key of the page, and clears what is somebody else's or a day old.
  async function unlock(key) {
    const raw = Uint8Array.from(atob(key), (c) => c.charCodeAt(0));
    whose = new Uint8Array(await crypto.subtle.digest("SHA-256", raw)).join();
    seal = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
    await ask("readwrite", (kept) => {
      const all = kept.openCursor();
      all.onsuccess = () => {
        if (!all.result) return;
        if (all.result.value.whose !== whose || Date.now() - all.result.value.at > day) all.result.delete();
        all.result.continue();
      };
      return all;
    });
  }

  // One after the other; answers whether it is kept.
  let last = unlock((home ?? document.querySelector("input[data-key]")).dataset.key);
  const inTurn = (work) => last = last.then(() => over || work()).then(() => true, () => false);

  const keepFields = () => inTurn(() => {
    const fields = new FormData();
    for (const [name, value] of new FormData(form)) if (typeof value === "string" && name !== "held") fields.append(name, value);
    fields.set("title", [document.querySelector("h1").textContent, document.querySelector("main dd, main p a")?.textContent].join(" "));
    return put(path, fields);
  });

  const keepPhotos = () => inTurn(() => {
    const photos = new FormData();
    for (const [name, file] of carried) photos.append(name, file);
    for (const [name, files] of chosen) for (const file of files) photos.append(name, file);
    return put(photosOf(path), photos);
  });

  // say tells how it stands, in one place above the form.
  function say(words, ...after) {
    form.querySelector(".kept")?.remove();
    if (!words) return;
    const note = document.createElement("p");
    note.className = "next kept";
    note.setAttribute("role", "status");
    note.append(words, ...after);
    form.prepend(note);
    note.scrollIntoView({block: "center"});
  }

  function button(words, press, kind = "second") {
    const b = document.createElement("button");
    b.type = "button";
    b.className = kind;
    b.textContent = words;
    b.addEventListener("click", press);
    return b;
  }

  // restore fills in what was kept of this form.
  async function restore() {
    const fields = await get(path), photos = await get(photosOf(path));
    if (![...fields].length && ![...photos].length) return;
    for (const name of ["lines", "cases"]) { // more of them than the page has: it is asked for as many
      const had = Number(fields.get(name));
      if (!location.search && had > Number(form.elements[name]?.value)) location.replace(`${path}?${name}=${had}`);
    }
    for (const field of form.elements) {
      const was = fields.getAll(field.name);
      if (field.type === "checkbox" || field.type === "radio") {
        if (field.name !== "held" && fields.has("once")) field.checked = was.includes(field.value);
      } else if (field.type === "file") choose(field, photos.getAll(field.name));
      else if (was.length && !(field.options && ![...field.options].some((o) => o.value === was[0]))) field.value = was[0];
    }
    say("已恢复上次填写、还没有提交的内容，请核对后提交。", form.toLast ? button("到最后一步", form.toLast, "plain") : "", button("清空重填", async () => {
      over = true;
      await drop(path);
      location.reload();
    }, "plain"));
  }

  // choose gives a field its photos. A camera brings one at a time: each comes to those before it.
  function choose(field, files) {
    const all = new DataTransfer();
    for (const file of files) all.items.add(file);
    field.files = all.files;
    chosen.set(field.name, files);
    field.parentElement.querySelector(".chosen")?.remove();
    if (!field.multiple || !files.length) return;
    const p = document.createElement("p");
    p.className = "chosen";
    p.append(`已选 ${files.length} 张，可以再拍。`, button("全部重选", () => {
      choose(field, []);
      keepPhotos();
    }, "plain"));
    field.after(p);
  }

  // send sends the form. What is wrong with it, or that it cannot be sent, is said on this page, and everything stays as it was filled in.
  let sending = false, retry;
  async function send(by) {
    if (sending) return;
    sending = true;
    clearTimeout(retry);
    retry = undefined;
    say("正在提交……");
    const data = new FormData(form);
    if (by.name) data.append(by.name, by.value);
    const kept = await keepFields();
    let answer, text;
    try {
      answer = await fetch(by.hasAttribute("formaction") ? by.formAction : form.action, {method: "POST", body: data, headers: {"X-Sent-By-Script": "yes"}});
      text = await answer.text();
    } catch {
      wait(by, kept);
    }
    sending = false;
    if (!answer || text === undefined) return;
    if (answer.status === 201) {
      over = true;
      await last.then(() => drop(path)).catch(() => {});
      location.assign(answer.headers.get("Location"));
      return;
    }
    answered(by, answer, text);
  }

  // wait sends it when the network is back.
  function wait(by, kept) {
    const where = kept ? "填写的内容和照片已存在本机" : "本机存不下填写的内容，请不要关闭这一页";
    if (by.name) return say(`网络不通，这一步要联网才能办。${where}。`);
    say(`网络不通，还没有提交。${where}，网络恢复后自动提交。`, kept ? "也可以先离开，一天之内回到这一页再提交。" : "");
    retry = setTimeout(() => send(by), 20000);
  }
  window.addEventListener("online", () => {
    const by = retry && form?.querySelector("button:not([name]):not([type=button])");
    if (by) send(by);
  });

  // answered shows what came instead of a success: the form with the reason, or the reason alone.
  function answered(by, answer, text) {
    const page = new DOMParser().parseFromString(text, "text/html"), main = page.querySelector("main");
    if (main?.querySelector(`form[action="${form.getAttribute("action")}"] [data-key]`)) {
      const brought = chosen;
      chosen = new Map();
      if (main.querySelector("[name=held]")) for (const [name, files] of brought) for (const file of files) carried.append(name, file);
      document.querySelector("main").replaceWith(document.adoptNode(main));
      begin(by.formAction.split("#")[1]);
      for (const field of form.querySelectorAll("[type=file][required]")) choose(field, brought.get(field.name) ?? []); // the server holds none of these
      form.querySelector(".again")?.remove();
      keepPhotos();
    } else if (answer.status === 401 || answer.redirected) {
      const again = document.createElement("a");
      again.href = path;
      again.textContent = "重新登录";
      say("登录已失效，还没有提交。填写的内容已存在本机，请", again, "，随后回到这里提交。");
    } else {
      const why = [...(main?.querySelectorAll("p") ?? [])].map((p) => p.textContent).join(" ");
      say(`没有提交成功：${why || "系统没有回应，请稍后再试"}。填写的内容还在这一页。`);
    }
  }

  // steps shows one question a screen. Each is a step of the browser's history: the phone's own way back leads to the one before.
  function steps() {
    const screens = [...form.querySelectorAll(":scope > .screen")];
    if (screens.length < 2 || !matchMedia("(max-width: 40rem)").matches) return;
    const rest = [...form.children].slice([...form.children].indexOf(screens.at(-1)) + 1); // it comes with the last
    const bar = document.createElement("div"), told = document.createElement("p"), how = document.createElement("progress");
    const back = button("上一步", () => history.back());
    const on = button("下一步", () => wrong(screens[now()]) || turnTo(now() + 1), "");
    const now = () => Math.min(history.state?.step ?? 0, screens.length - 1);
    const wrong = (screen) => [...screen.querySelectorAll("input, select, textarea")].some((field) => !field.reportValidity());
    const show = () => {
      const i = now();
      screens.forEach((screen, n) => screen.hidden = n !== i);
      for (const e of rest) e.hidden = e !== bar && i < screens.length - 1;
      told.textContent = `第 ${i + 1} 步，共 ${screens.length} 步`;
      how.value = i + 1;
      back.hidden = i === 0;
      on.hidden = i === screens.length - 1;
      bar.classList.toggle("stuck", !on.hidden);
      form.scrollIntoView();
    };
    const turnTo = (step, then = () => {}) => {
      if (step < now()) {
        window.addEventListener("popstate", then, {once: true});
        history.go(step - now());
        return;
      }
      while (now() < step) history.pushState({step: now() + 1}, "");
      show();
      then();
    };
    how.max = screens.length;
    how.setAttribute("aria-label", "填写进度");
    bar.className = "actions steps";
    bar.append(back, on);
    screens[0].before(told, how);
    screens.at(-1).after(bar);
    rest.unshift(bar);
    form.noValidate = true; // what is wrong is asked for on its own screen
    form.toLast = () => turnTo(screens.length - 1);
    form.wrong = () => { // turns to what is wrong, and says so there
      const first = screens.findIndex((screen) => [...screen.querySelectorAll("input, select, textarea")].some((field) => !field.checkValidity()));
      if (first < 0) return false;
      turnTo(first, () => wrong(screens[first]));
      return true;
    };
    window.onpopstate = show;
    form.addEventListener("keydown", (e) => { // Enter leads on, and sends nothing half-way
      if (e.key !== "Enter" || e.isComposing || !e.target.matches("input")) return;
      e.preventDefault();
      if (!on.hidden) on.click();
    });
    show();
  }

  // begin takes up the form of the page; at is what the button that brought it leads to.
  function begin(at) {
    form = document.querySelector("input[data-key]").form;
    steps();
    (document.getElementById(at) ?? document.querySelector(".problem"))?.scrollIntoView({block: "center"});
    let soon;
    form.addEventListener("input", () => {
      clearTimeout(soon);
      soon = setTimeout(keepFields, 300);
    });
    form.addEventListener("change", (e) => {
      if (e.target.type !== "file") return;
      const before = e.target.multiple ? chosen.get(e.target.name) ?? [] : [];
      choose(e.target, [...before, ...e.target.files]);
      keepPhotos();
    });
    form.addEventListener("submit", (e) => {
      e.preventDefault();
      e.stopPropagation();
      const by = e.submitter ?? form.querySelector("button:not([name]):not([type=button])");
      if (by.formNoValidate || !form.wrong?.()) send(by);
    });
  }

  // list names on the page of what is to be done the forms that this device keeps.
  async function list() {
    for (const at of await ask("readonly", (kept) => kept.getAllKeys())) {
      if (at !== at.split(" ")[0]) continue;
      const line = document.createElement("li"), link = document.createElement("a");
      link.href = at;
      link.textContent = (await get(at)).get("title");
      line.append(link, "，填写的内容在本机，还没有提交");
      home.append(line);
      home.hidden = false;
    }
  }

  if (!home) begin();
  last.then(home ? list : restore).catch(() => {}); // then nothing is kept, and a form that cannot be sent says so
}
