// Knows whether a form holds something unsaved: the bar says so, the browser asks before the page is left,
// and a verb's button saves first. Forms take part by the class desk-form.

const OURS = ["csrfmiddlewaretoken", "version", "seen", "window", "person", "brought"]; // of the page, nobody typed them

function snapshot(form) {
  const entries = [...new FormData(form)].map(([name, value]) => [name, value instanceof File ? value.name : value]);
  return JSON.stringify(entries.filter(([name]) => !OURS.includes(name)));
}

for (const form of document.querySelectorAll("form.desk-form")) {
  let saved = null;
  let leaving = false;
  // Editors and browsers fill fields in after the page is there; what they write then is not a change.
  const remember = () => {
    saved = snapshot(form);
    form.dataset.watched = "";
  };
  const look = () => {
    if (saved !== null) form.classList.toggle("unsaved", snapshot(form) !== saved);
  };
  if (form.querySelector("[data-errors], [data-brought-back]")) {
    saved = "";
    form.dataset.watched = "";
    form.classList.add("unsaved");
  } else if (document.readyState === "complete") {
    setTimeout(remember, 300);
  } else {
    window.addEventListener("load", () => setTimeout(remember, 300));
  }
  form.addEventListener("input", () => requestAnimationFrame(look));
  form.addEventListener("change", () => requestAnimationFrame(look));
  form.addEventListener("desk:changed", look);
  // What saves by itself tells when it sends the form, and when that was taken; what was typed meanwhile is not saved.
  let sent = null;
  form.addEventListener("desk:saving", () => (sent = snapshot(form)));
  form.addEventListener("desk:saved", () => {
    saved = sent;
    look();
  });
  form.addEventListener("desk:settled", () => {
    remember();
    look();
  });
  form.addEventListener("submit", (event) => {
    // A preview opens in another tab: this page stays, and so does what is unsaved.
    leaving = event.submitter?.formTarget !== "_blank";
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && form.classList.contains("unsaved")) event.preventDefault();
  });
}
