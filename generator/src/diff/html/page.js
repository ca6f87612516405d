const form = document.querySelector("form");
const shown = document.querySelector("output");
function filter() {
  const levels = new Set([...form.querySelectorAll("[name=level]:checked")].map((box) => box.value));
  const tag = form.elements.tag.value;
  const text = form.elements.text.value.trim().toLowerCase();
  let count = 0;
  for (const section of document.querySelectorAll("section[data-tag]")) {
    let any = false;
    for (const change of section.querySelectorAll("article")) {
      const fits = levels.has(change.dataset.level) && (!tag || section.dataset.tag === tag)
        && (!text || change.textContent.toLowerCase().includes(text));
      change.hidden = !fits;
      any ||= fits;
      count += fits ? 1 : 0;
    }
    section.hidden = !any;
  }
  shown.textContent = `${count} shown`;
}
form.hidden = false;
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
for (const link of document.querySelectorAll("td a")) {
  // A section that is filtered away cannot be jumped to.
  link.addEventListener("click", () => { form.reset(); filter(); });
}
filter();
