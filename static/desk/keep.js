// What is typed into a story is kept on the server while nobody saves, and in this browser while the server is away; the
// line at the foot says how it stands. Tells the desk that somebody is here, and who else is. Without script one saves
// by hand.

const PAUSE = 2500; // ms without a key, before the text is sent
const LONGEST = 15000; // ms of typing without a pause
const PATIENCE = 10000; // ms the server may take
const BEAT = 30000;
const ANNOUNCED = 30000; // ms between two things said to a screen reader
const WEEK = 7 * 24 * 60 * 60 * 1000;
const NO_CONNECTION = "Not saved: no connection.";
const SIGNED_OUT = "Not saved: you are signed out. Sign in in a new tab, then save here.";

const page = document.querySelector("[data-keep]");
const place = document.querySelector("[data-here]");
const token = () => document.querySelector('[name="csrfmiddlewaretoken"]');

// --- Asking the server

class Unanswered extends Error {
  constructor(words, status = 0) {
    super(words);
    this.isFinal = status >= 400 && status < 500; // asking again would not help
    this.isTooMuch = status === 422;
  }
}

/** Answers with the server's JSON, or throws Unanswered with words for the line at the foot. */
async function ask(url, body = null, isSecond = false) {
  let response;
  try {
    response = await fetch(url, {
      method: body ? "POST" : "GET",
      body,
      credentials: "same-origin",
      redirect: "manual",
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    throw new Unanswered(NO_CONNECTION);
  }
  if (response.type === "opaqueredirect") throw new Unanswered(SIGNED_OUT);
  if (response.status === 403 && body && !isSecond) {
    // Who signed in again in another tab has another token there.
    body.set("csrfmiddlewaretoken", await freshToken());
    return ask(url, body, true);
  }
  const answer = await response.json().catch(() => ({}));
  if (response.ok) {
    takeToken(answer);
    return answer;
  }
  if (answer.refused) throw new Unanswered(`Not saved. ${answer.refused}`, response.status);
  throw new Unanswered(response.status >= 500 ? NO_CONNECTION : "Not saved: the server did not take it.", response.status);
}

async function freshToken() {
  takeToken(await ask(page ? page.dataset.keep : place.dataset.here));
  return token().value;
}

function takeToken(answer) {
  if (!answer.token) return;
  for (const field of document.querySelectorAll('[name="csrfmiddlewaretoken"]')) field.value = answer.token;
}

// --- Who is here

function showOthers(others = []) {
  if (!place) return;
  const first = others[0];
  place.replaceChildren(
    ...others.slice(0, 3).map((other) => {
      const face = document.createElement("span");
      face.className = `face f${Number(other.tone)}${other.writes ? " writes" : ""}`;
      face.setAttribute("aria-hidden", "true");
      face.textContent = other.initials;
      return face;
    }),
    ...(first ? [Object.assign(document.createElement("span"), { className: "quiet", textContent: others.map((other) => other.words).join(" · ") })] : []),
  );
}

async function beat() {
  if (!place || document.hidden) return;
  const body = new FormData();
  body.set("csrfmiddlewaretoken", token()?.value ?? "");
  try {
    showOthers((await ask(place.dataset.here, body)).others);
  } catch {
    showOthers(); // nobody knows
  }
}

if (place) {
  beat();
  setInterval(beat, BEAT);
}

// --- Texts in this browser, for as long as the server is away

function shelf(form) {
  const person = form.elements.person.value;
  const mine = `desk.kept:${person}:${page.dataset.story}:`;
  let isClosed = false; // somebody signed out in another tab
  window.addEventListener("storage", (event) => {
    if (event.key === "desk.signed-out") isClosed = true;
  });
  const all = () => Object.keys(localStorage).filter((name) => name.startsWith("desk.kept:"));
  return {
    put(fields) {
      if (isClosed) return false;
      try {
        localStorage.setItem(`${mine}${page.value}`, JSON.stringify({ at: Date.now(), fields }));
        return true;
      } catch {
        return false; // full, or switched off
      }
    },
    open() {
      isClosed = false;
    },
    drop(window = page.value) {
      try {
        localStorage.removeItem(`${mine}${window}`);
      } catch {
        // Nothing was kept.
      }
    },
    /** Of this story: [window, fields]. Those of others who used this browser, and old ones, go. */
    found() {
      const texts = [];
      try {
        for (const name of all()) {
          const { at, fields } = JSON.parse(localStorage.getItem(name));
          if (!name.startsWith(`desk.kept:${person}:`) || Date.now() - at > WEEK) localStorage.removeItem(name);
          else if (name.startsWith(mine)) texts.push([name.slice(mine.length), fields]);
        }
      } catch {
        // What cannot be read is no text.
      }
      return texts;
    },
  };
}

// --- The line at the foot

function line(form) {
  const place = form.querySelector("[data-save-says]");
  const says = document.getElementById("desk-says");
  let announced = 0;
  let timer = 0;
  return function tell(words, failed = false) {
    if (place.textContent === words) return;
    place.textContent = words;
    form.classList.toggle("not-saved", failed);
    if (words.includes(SIGNED_OUT)) {
      const link = Object.assign(document.createElement("a"), { href: page.dataset.signIn, target: "_blank", textContent: "Sign in in a new tab" });
      const [before, after] = words.split(link.textContent);
      place.replaceChildren(before, link, after);
    }
    clearTimeout(timer);
    const say = () => {
      announced = Date.now();
      says.textContent = words;
    };
    timer = setTimeout(say, Math.max(0, announced + ANNOUNCED - Date.now()));
  };
}

// --- Keeping

function watch(form) {
  const kept = shelf(form);
  const tell = line(form);
  let pause = 0;
  let longest = 0;
  let retry = 0;
  let isNew = false; // something was typed that nobody has taken yet
  let wasKept = false;
  let sending = Promise.resolve(true);
  let passing = false;
  let leaving = false;

  const isUnsaved = () => form.classList.contains("unsaved");
  const written = () => {
    const data = new FormData(form);
    for (const name of ["verb", "seen"]) data.delete(name);
    return data;
  };
  const keepHere = () => kept.put([...written()].filter(([name]) => name !== "csrfmiddlewaretoken"));

  function fail(words) {
    const safe = keepHere();
    tell(`${words} ${safe ? "Text kept in this browser" : "This browser keeps nothing: copy your text before you close the page"}`, true);
  }

  async function send() {
    stop();
    isNew = false;
    try {
      const answer = await ask(page.dataset.keep, written());
      kept.open();
      kept.drop();
      wasKept = true;
      showOthers(answer.others);
      if (!isNew) tell(`Draft kept ${answer.kept} · not saved yet`);
      return true;
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      isNew = true;
      fail(error.message);
      if (!error.isFinal) retry = setTimeout(keep, LONGEST);
      return error;
    }
  }

  // One after the other: an older text must not come after a newer one.
  function keep() {
    sending = sending.then(send);
    return sending;
  }

  function stop() {
    clearTimeout(pause);
    clearTimeout(longest);
    clearTimeout(retry);
    longest = 0;
  }

  function changed(event) {
    if (event.target.closest("[data-no-keep]")) return;
    isNew = true;
    clearTimeout(pause);
    pause = setTimeout(keepIfUnsaved, PAUSE);
    longest ||= setTimeout(keepIfUnsaved, LONGEST);
  }

  // Typed and taken back again: what was kept meanwhile says something else, so that is sent too.
  function keepIfUnsaved() {
    if (isUnsaved() || wasKept) keep();
    else isNew = false; // a script filled something in
  }

  function leave() {
    if (leaving || !isNew || !isUnsaved()) return;
    keepHere(); // it may be too long for a beacon, and nobody hears what became of one
    navigator.sendBeacon(page.dataset.keep, written());
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  window.addEventListener("online", () => isNew && isUnsaved() && keep());
  window.addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) leave();
    else if (form.classList.contains("not-saved")) keep();
    else beat();
  });

  // A save goes once the server has the words: else the browser would show an error in the place of the text.
  form.addEventListener(
    "submit",
    async (event) => {
      if (passing) {
        passing = false;
        leaving = true;
        return;
      }
      if (event.submitter?.hasAttribute("data-preview")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (form.dataset.goes) return; // pressed twice
      form.dataset.goes = "1";
      const button = event.submitter;
      form.classList.add("unsaved");
      tell("Saving…");
      stop();
      const answer = await keep();
      delete form.dataset.goes;
      // What is too long to keep is refused by the form itself, which says which field it is.
      if (answer !== true && !answer.isTooMuch) return;
      tell("Saving…");
      passing = true;
      form.requestSubmit(button);
    },
    true,
  );

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-leave]");
    if (!button) return;
    event.preventDefault();
    const offer = button.closest("[data-unsaved-text]");
    try {
      const body = new FormData();
      body.set("csrfmiddlewaretoken", token().value);
      await ask(button.formAction, body);
      offer.remove();
      document.getElementById("desk-says").textContent = "Left. It stays in History for a week.";
      form.querySelector("#id_headline")?.focus();
    } catch {
      tell("Not left: no connection.", true);
    }
  });

  // What this browser kept while the server was away is handed over, and offered like any other text.
  (async () => {
    let brought = false;
    for (const [window, fields] of kept.found()) {
      if (window === page.value) continue;
      const body = new FormData();
      for (const [name, value] of fields) body.append(name, value);
      body.set("csrfmiddlewaretoken", token().value);
      try {
        await ask(page.dataset.keep, body);
        kept.drop(window);
        brought = true;
      } catch {
        return; // it stays where it is
      }
    }
    if (brought && !isUnsaved() && !isNew) location.reload();
  })();
}

if (page) watch(page.form);
