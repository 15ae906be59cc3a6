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

function control(tag, words, act) {
  const made = document.createElement(tag);
  made.className = "btn small";
  made.textContent = words;
  if (tag === "a") made.href = act;
  else {
    made.type = "button";
    made.addEventListener("click", act);
  }
  return made;
}

// What the server answered, in words; a row that was refused can be put away.
function settle({ made, state }, answer) {
  if (answer.url) {
    const words = answer.is_new ? "In the library. Say what it shows." : `Here already: the same picture as “${answer.title}”. Nothing was stored twice.`;
    state.replaceChildren(symbol("tick"), words);
    made.append(control("a", "Open it", answer.url));
    return;
  }
  state.className = "text signal stop";
  state.replaceChildren(symbol("octagon", true), `Refused: ${answer.refused}`);
  made.append(
    control("button", "Dismiss", () => {
      made.remove();
      list.hidden = !list.childElementCount;
      button.focus();
    }),
  );
}

function answered(request) {
  if (!request.status) return { refused: "No connection. Choose it again." };
  // A script gets JSON; the sign-in page is none.
  try {
    return JSON.parse(request.responseText);
  } catch {
    const isElsewhere = request.responseURL && !request.responseURL.includes(new URL(form.action).pathname);
    return { refused: isElsewhere ? "You are signed out. Sign in in a new tab, then choose it again." : "It could not be taken in." };
  }
}

function send(file, shown) {
  return new Promise((resolve) => {
    const bar = document.createElement("progress");
    const share = document.createElement("span");
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", `Uploading ${file.name}`);
    share.className = "share";
    shown.state.replaceChildren(bar, share);
    const data = new FormData();
    data.append("csrfmiddlewaretoken", form.querySelector('[name="csrfmiddlewaretoken"]').value);
    data.append("file", file, file.name || "pasted.png");
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      bar.value = event.loaded / event.total;
      share.textContent = bar.value < 1 ? `${Math.round(bar.value * 100)} %` : "Looking at it…";
    });
    request.addEventListener("loadend", () => {
      settle(shown, answered(request));
      resolve();
    });
    request.send(data);
  });
}

// All have their row at once; two travel at a time.
async function sendAll(files) {
  const waiting = files.map((file) => {
    const shown = row(file.name || "Pasted picture");
    shown.state.textContent = "Waits";
    return [file, shown];
  });
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await send(...next);
  };
  await Promise.all([work(), work()]);
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
