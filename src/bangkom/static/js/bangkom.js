// Small comforts for every page. Nothing here is needed to read or to submit.

const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

function focusErrors() {
  const summary = one("[data-errors]");
  if (!summary || summary.closest("[data-sample]")) return;
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const control = link && document.getElementById(link.hash.slice(1));
    if (!control) return;
    event.preventDefault();
    // The label comes into view too, so that the question is seen with its answer.
    const field = control.closest(".field") || control;
    field.scrollIntoView();
    control.focus({ preventScroll: true });
  });
}

function showPasswords() {
  for (const input of all("input[type=password][data-show]")) {
    const { show, hide, spoken } = input.dataset;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-quiet show-password";
    const draw = () => {
      button.textContent = input.type === "password" ? show : hide;
      button.setAttribute("aria-label", `${button.textContent} ${spoken}`);
    };
    button.addEventListener("click", () => {
      input.type = input.type === "password" ? "text" : "password";
      draw();
    });
    // A browser offers to keep a password only when it leaves as one.
    if (input.form) input.form.addEventListener("submit", () => { input.type = "password"; draw(); });
    const row = document.createElement("div");
    row.className = "password-row";
    input.replaceWith(row);
    row.append(input, button);
    draw();
  }
}

function closeMenus() {
  const open = () => all("details[data-menu][open]");
  const closeOthers = (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  };
  document.addEventListener("click", closeOthers);
  document.addEventListener("focusin", closeOthers);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      one("summary", menu).focus();
    }
  });
}

function countTicks() {
  for (const bar of all("[data-bulk]")) {
    const form = bar.closest("form") || document;
    const words = one(".bulk-count", bar);
    const head = one(".tick-all", form);
    const ticks = () => all(".tick", form);
    const draw = () => {
      const chosen = ticks().filter((tick) => tick.checked).length;
      bar.hidden = chosen === 0;
      words.textContent = chosen === 1 ? words.dataset.one : words.dataset.many.replace("{n}", chosen);
      if (!head) return;
      head.checked = chosen > 0 && chosen === ticks().length;
      head.indeterminate = chosen > 0 && !head.checked;
    };
    if (head) {
      head.hidden = false;
      head.addEventListener("change", () => {
        for (const tick of ticks()) tick.checked = head.checked;
      });
    }
    form.addEventListener("change", draw);
    draw();
  }
}

function copyAndPrint() {
  for (const button of all("[data-copy], [data-print]")) button.hidden = false;
  document.addEventListener("click", async (event) => {
    if (event.target.closest("[data-print]")) window.print();
    const button = event.target.closest("[data-copy]");
    const source = button && one(button.dataset.copy);
    if (!source) return;
    const text = source.value ?? source.textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Outside https the clipboard is closed: the text is selected for the person to copy.
      if (source.select) source.select();
      if (!document.execCommand("copy")) return;
    }
    const before = button.textContent;
    button.textContent = button.dataset.done || before;
    setTimeout(() => { button.textContent = before; }, 2000);
  });
}

// On a narrow screen the present tab may lie beyond the edge of its row.
function showTab() {
  for (const tab of all(".tabs [aria-current]")) {
    const row = tab.closest(".tabs");
    row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
  }
}

focusErrors();
showTab();
showPasswords();
closeMenus();
countTicks();
copyAndPrint();
