// “999+” is enough to look at, not to select everything by: then the exact number is asked for.
let asking = false;

export async function exactCount(list, then) {
  const shown = document.getElementById("view-count");
  if (asking || !shown?.textContent.includes("+")) return;
  asking = true;
  try {
    const answer = await fetch(list.dataset.total, { headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    shown.textContent = (await answer.text()).trim();
    then();
  } catch {
    // without a connection the bar says the rounded number
  } finally {
    asking = false;
  }
}
