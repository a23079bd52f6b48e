// The rule editor: what it does as rows.
import { changesBuilder } from "../settings/changes.js";

const form = document.getElementById("rule-form");
changesBuilder(form);
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) form.requestSubmit();
});
