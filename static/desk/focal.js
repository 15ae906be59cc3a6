// The focal point on the picture itself, with live crops beside it. Without script: two numbers, across and down.
// Empty numbers follow the picture's own point (data-own). What is drawn anew ("desk:fresh") is equipped again.

function equip(place) {
  const surface = place.querySelector("[data-surface]");
  const numbers = place.querySelector("[data-numbers]");
  const [x, y] = numbers.querySelectorAll("input");
  numbers.hidden = !numbers.querySelector(".error-text");
  if (!surface || surface.querySelector(".point")) return;
  const own = (place.dataset.own || "").split(" ");
  const centre = place.querySelector("[data-centre]");
  const crops = place.querySelector("[data-crop]") ? place : document;
  const point = document.createElement("button");
  point.type = "button";
  point.className = "point";
  surface.append(point);
  centre.hidden = false;

  const across = () => Number(x.value || own[0]);
  const down = () => Number(y.value || own[1]);
  const show = () => {
    point.style.left = `${across()}%`;
    point.style.top = `${down()}%`;
    const words = `${across()} % across, ${down()} % down`;
    point.setAttribute("aria-label", `Focal point: ${words}`);
    place.querySelector("[data-says-focal]").textContent = x.value ? words : `${words}, as the picture’s own`;
    for (const crop of crops.querySelectorAll("[data-crop]")) crop.style.objectPosition = `${across()}% ${down()}%`;
  };
  const write = (left, top) => {
    x.value = left;
    y.value = top;
    x.dispatchEvent(new Event("change", { bubbles: true }));
    show();
  };
  const within = (value) => Math.round(Math.max(0, Math.min(100, value)));
  const follow = (event) => {
    const box = surface.getBoundingClientRect();
    const left = ((event.clientX - box.left) / box.width) * 100;
    write(within(left), within(((event.clientY - box.top) / box.height) * 100));
  };
  let dragging = false;
  surface.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    dragging = true;
    surface.setPointerCapture(event.pointerId);
    follow(event);
    point.focus();
  });
  surface.addEventListener("pointermove", (event) => dragging && follow(event));
  for (const end of ["pointerup", "pointercancel"]) surface.addEventListener(end, () => (dragging = false));
  point.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const step = event.shiftKey ? 10 : 1;
    const way = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
    if (!way) return;
    event.preventDefault();
    write(within(across() + way[0]), within(down() + way[1]));
  });
  centre.addEventListener("click", () => (place.dataset.own ? write("", "") : write(50, 50)));
  show();
}

function equipAll() {
  for (const place of document.querySelectorAll("[data-focal]")) equip(place);
}

equipAll();
document.addEventListener("desk:fresh", equipAll);
