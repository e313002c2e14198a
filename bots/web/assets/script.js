// What scripts add: leaving faster, finding an app while typing, a button that prints. Every page works without them.
"use strict";
(() => {
  // Leaving: go at once, and let the server delete the list meanwhile.
  const button = document.querySelector("[data-leave]");
  const leave = () => {
    document.documentElement.hidden = true;
    document.title = "\u00a0";
    fetch("/leave", { method: "POST", redirect: "manual", keepalive: true }).catch(() => {});
    location.replace(button.dataset.leave);
  };
  button.form.addEventListener("submit", (e) => {
    e.preventDefault();
    leave();
  });
  let pressed = [];
  addEventListener("keydown", (e) => {
    if (e.key !== "Escape") {
      pressed = [];
      return;
    }
    pressed = [...pressed.filter((t) => e.timeStamp - t < 3000), e.timeStamp];
    if (pressed.length >= 3) leave();
  });
  // A page that was left must not come back from the browser's memory.
  addEventListener("pageshow", (e) => {
    if (e.persisted) location.reload();
  });

  // Finding an app while typing.
  const q = document.getElementById("q");
  if (q) {
    const found = document.getElementById("found");
    const items = [...document.querySelectorAll(".apps li")];
    q.addEventListener("input", () => {
      const words = q.value.trim().toLowerCase();
      let shown = 0;
      for (const item of items) {
        item.hidden = !item.dataset.names.includes(words);
        if (!item.hidden) shown++;
      }
      found.textContent = shown ? "" : found.dataset.none;
    });
  }

  // Printing.
  for (const b of document.querySelectorAll("button.print")) {
    b.hidden = false;
    b.addEventListener("click", () => print());
  }
})();
