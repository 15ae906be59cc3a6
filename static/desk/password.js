// "Show password" beside a password field.

for (const label of document.querySelectorAll("[data-show-password]")) {
  const field = label.closest("form").querySelector('input[type="password"]');
  label.hidden = false;
  label.querySelector("input").addEventListener("change", (event) => {
    field.type = event.target.checked ? "text" : "password";
  });
}
