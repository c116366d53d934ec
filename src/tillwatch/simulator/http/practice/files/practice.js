/* What the pages do better with JavaScript: copy a text, tick a group, count the ticks. */

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(button.parentElement.querySelector("code"));
      button.textContent = "Selected";
    }
  });
}

document.querySelector(".menu [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

const count = document.querySelector("[data-count]");
const groups = [...document.querySelectorAll("[data-group]")];

function boxes(group) {
  return [...group.querySelectorAll('input[name="events[]"]')];
}

function tell() {
  const every = document.querySelector('input[name="events[]"][value="*"]');
  const ticked = groups.flatMap(boxes).filter((box) => box.checked).length;
  count.textContent = every.checked ? "All events selected" : `${ticked} events selected`;
  for (const group of groups) {
    const all = boxes(group);
    const on = all.filter((box) => box.checked).length;
    const whole = group.querySelector('input[name="groups[]"]');
    whole.checked = on === all.length;
    whole.indeterminate = on > 0 && on < all.length;
  }
}

if (count) {
  document.addEventListener("change", (event) => {
    if (event.target.name === "groups[]") {
      for (const box of boxes(event.target.closest("[data-group]"))) box.checked = event.target.checked;
    }
    tell();
  });
  tell();
}
