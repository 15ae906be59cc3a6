// Alt text is questioned where it is written, as articles/alt_text.py doubts it later among the checks.
// <textarea data-questions-alt="id of the caption">

const FILE_NAME = /^(?:.+\.(?:jpe?g|png|webp|avif|gif|heic|tiff?)|(?:img|dsc[fn]?|pxl|screenshot)[-_ ]?\d[\d_-]*)$/i;
const IMAGE_OF = /^(?:an? )?(?:image|picture|photo(?:graph)?|graphic|illustration|screenshot) (?:of|showing)\b/i;
const NEED = "What does a reader need to know from it?";

const bare = (words) => words.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

export function doubt(alt, caption = "") {
  const words = alt.trim();
  if (!words) return "";
  const opening = IMAGE_OF.exec(words);
  if (opening) return `Leave out “${opening[0]}”. ${NEED}`;
  if (FILE_NAME.test(words)) return `That is the name of a file. ${NEED}`;
  if (bare(words) && bare(words) === bare(caption)) return `The caption says that already. ${NEED}`;
  return "";
}

function question(field) {
  const caption = document.getElementById(field.dataset.questionsAlt);
  const place = document.createElement("p");
  place.className = "signal wait";
  place.id = `${field.id}_question`;
  place.setAttribute("role", "status");
  field.after(place);
  field.setAttribute("aria-describedby", [field.getAttribute("aria-describedby"), place.id].filter(Boolean).join(" "));
  const show = () => {
    const words = doubt(field.value, caption?.value);
    if (place.textContent !== words) place.textContent = words;
    place.hidden = !words;
  };
  field.addEventListener("input", show);
  caption?.addEventListener("input", show);
  show();
}

for (const field of document.querySelectorAll("[data-questions-alt]")) question(field);
