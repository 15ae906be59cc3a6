// Pictures dropped, pasted or chosen: one file a request, one row each. Without script the form sends one.

const form = document.querySelector("[data-upload]");
const input = form.querySelector('input[type="file"]');
const list = document.querySelector("[data-uploads]");
const button = form.querySelector("button");

input.multiple = true;
input.hidden = true;
button.textContent = "Choose files…";

function row(name) {
  const made = document.createElement("div");
  made.className = "row";
  const title = document.createElement("span");
  title.className = "upload-name";
  title.textContent = name;
  const state = document.createElement("span");
  state.className = "text";
  made.append(title, state);
  list.hidden = false;
  list.prepend(made);
  return { made, state };
}

function symbol(name, solid) {
  const holder = document.createElement("span");
  holder.innerHTML = `<svg class="icon${solid ? " solid" : ""}" aria-hidden="true"><use href="#i-${name}"/></svg> `;
  return holder;
}

function send(file) {
  return new Promise((resolve) => {
    const { made, state } = row(file.name || "Pasted picture");
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", `Uploading ${file.name}`);
    state.append(bar);
    const data = new FormData();
    data.append("csrfmiddlewaretoken", form.querySelector('[name="csrfmiddlewaretoken"]').value);
    data.append("file", file, file.name || "pasted.png");
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => (bar.value = event.loaded / event.total));
    request.addEventListener("loadend", () => {
      let answer = {};
      try {
        answer = JSON.parse(request.responseText);
      } catch {
        answer = { refused: request.status ? "It could not be taken in." : "Not sent: no connection." };
      }
      if (answer.url) {
        const words = answer.is_new ? "In the library. Say what it shows." : `Here already: the same picture as “${answer.title}”. Nothing was stored twice.`;
        state.replaceChildren(symbol("tick"), words);
        const link = document.createElement("a");
        link.className = "btn small";
        link.href = answer.url;
        link.textContent = "Open it";
        made.append(link);
      } else {
        state.className = "text signal stop";
        state.replaceChildren(symbol("octagon", true), `Refused: ${answer.refused}`);
      }
      resolve();
    });
    request.send(data);
  });
}

async function sendAll(files) {
  for (const file of files) await send(file);
}

button.addEventListener("click", (event) => {
  event.preventDefault();
  input.click();
});
input.addEventListener("change", () => sendAll([...input.files]));
for (const kind of ["dragover", "dragenter"]) {
  form.addEventListener(kind, (event) => {
    event.preventDefault();
    form.classList.add("over");
  });
}
form.addEventListener("dragleave", () => form.classList.remove("over"));
form.addEventListener("drop", (event) => {
  event.preventDefault();
  form.classList.remove("over");
  sendAll([...event.dataTransfer.files]);
});
document.addEventListener("paste", (event) => {
  const files = [...(event.clipboardData?.files || [])].filter((file) => file.type.startsWith("image/"));
  if (files.length) sendAll(files);
});
