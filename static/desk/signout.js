// What a browser kept while there was no connection belongs to whoever typed it: it goes when they sign out.

document.addEventListener("submit", (event) => {
  if (!new URL(event.target.action, location.href).pathname.endsWith("/logout/")) return;
  try {
    localStorage.setItem("desk.signed-out", String(Date.now())); // heard by other tabs, which keep no more
    for (const name of Object.keys(localStorage)) if (name.startsWith("desk.kept:")) localStorage.removeItem(name);
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
});
