// The focal point on the picture itself, with live crops beside it. Without script: two numbers.

const place = document.querySelector("[data-focal]");
const surface = place?.querySelector("[data-surface]");
const x = document.getElementById("id_focal_x");
const y = document.getElementById("id_focal_y");

if (surface && x && y) {
  const point = document.createElement("button");
  point.type = "button";
  point.className = "point";
  surface.append(point);
  place.querySelector("[data-numbers]").hidden = true;
  const centre = place.querySelector("[data-centre]");
  centre.hidden = false;

  const show = () => {
    point.style.left = `${x.value}%`;
    point.style.top = `${y.value}%`;
    const words = `${x.value} % across, ${y.value} % down`;
    point.setAttribute("aria-label", `Focal point: ${words}`);
    place.querySelector("[data-says-focal]").textContent = words;
    for (const crop of document.querySelectorAll("[data-crop]")) crop.style.objectPosition = `${x.value}% ${y.value}%`;
  };
  const set = (across, down) => {
    x.value = Math.round(Math.max(0, Math.min(100, across)));
    y.value = Math.round(Math.max(0, Math.min(100, down)));
    x.dispatchEvent(new Event("change", { bubbles: true }));
    show();
  };
  const follow = (event) => {
    const box = surface.getBoundingClientRect();
    set(((event.clientX - box.left) / box.width) * 100, ((event.clientY - box.top) / box.height) * 100);
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
    const step = event.shiftKey ? 10 : 1;
    const way = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
    if (!way) return;
    event.preventDefault();
    set(Number(x.value) + way[0], Number(y.value) + way[1]);
  });
  centre.addEventListener("click", () => set(50, 50));
  show();
}
