// The attendance grid by keyboard: space takes the status in focus ("Hadir" first) and goes on to the next person.
// Without scripts the grid is a form of plain radio buttons, and works.

const grid = document.querySelector("[data-attendance]");
const rows = [...grid.querySelectorAll("tbody tr")];
const chosen = (row) => row.querySelector("input[type=radio]:checked");

function count() {
  const totals = {};
  for (const row of rows) {
    const status = chosen(row)?.value || "";
    totals[status] = (totals[status] || 0) + 1;
  }
  for (const place of document.querySelectorAll("[data-count]")) {
    place.textContent = totals[place.dataset.count] || 0;
  }
}

// A reason is asked for a change only: the field shows when the mark differs from what is stored.
function askReasons() {
  for (const row of rows) {
    const reason = row.querySelector("[data-reason]");
    if (reason) reason.hidden = !reason.querySelector("input").value && chosen(row)?.value === reason.dataset.reason;
  }
}

function goOn(row) {
  const next = rows[rows.indexOf(row) + 1];
  const target = next ? chosen(next) || next.querySelector("input[type=radio]") : grid.querySelector("[data-save]");
  if (!target) return;
  target.focus();
  target.closest("tr")?.scrollIntoView({ block: "nearest" });
}

grid.addEventListener("keydown", (event) => {
  if (event.key !== " " || event.target.type !== "radio") return;
  event.preventDefault();
  event.target.checked = true;
  event.target.dispatchEvent(new Event("change", { bubbles: true }));
  goOn(event.target.closest("tr"));
});
grid.addEventListener("change", () => { count(); askReasons(); });
count();
askReasons();
