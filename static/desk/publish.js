// The filled button says exactly what will happen, and a moment is repeated in words: the browser's own field shows
// the browser's own order of day and month.

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = "January February March April May June July August September October November December".split(" ");

// A wall clock's reading, kept as if it were UTC: no zone but the newsroom's is meant.
function reading(field) {
  return field?.value ? new Date(`${field.value.slice(0, 16)}:00Z`) : null;
}

function inWords(moment, city) {
  const time = moment.toISOString().slice(11, 16);
  return `${DAYS[moment.getUTCDay()]} ${moment.getUTCDate()} ${MONTHS[moment.getUTCMonth()]} ${moment.getUTCFullYear()}, ${time} in ${city}.`;
}

function sayWhen() {
  for (const place of document.querySelectorAll("[data-says-when]")) {
    const moment = reading(document.getElementById(place.dataset.saysWhen));
    place.textContent = moment ? inWords(moment, place.dataset.city) : "";
  }
}

function sayWhat() {
  for (const form of document.querySelectorAll("form[data-publish]")) {
    const button = form.querySelector(".question-foot .btn.fill");
    if (!button) continue;
    const change = form.querySelector('[name="change"]:checked')?.value;
    const what = { update: " update", correction: " correction", minor: " minor change" }[change] || "";
    const later = form.querySelector('[name="starts"]:checked')?.value === "at";
    const moment = later && reading(form.querySelector('[name="at"]'));
    if (moment) button.textContent = `Schedule${what} for ${DAYS[moment.getUTCDay()].slice(0, 3)} ${moment.toISOString().slice(11, 16)}`;
    else button.textContent = later ? `Schedule${what}` : `Publish${what} now`;
  }
}

function say() {
  sayWhen();
  sayWhat();
}

document.addEventListener("input", say);
document.addEventListener("change", say);
document.addEventListener("desk:drawn", say);
// Enter in a field does not publish: only the button does.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches?.("form[data-publish] input")) event.preventDefault();
});
say();
