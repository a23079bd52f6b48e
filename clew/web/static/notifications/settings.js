// Desktop notifications need the browser's permission, which it asks for once and only here.
const box = document.querySelector("[data-desktop] input");
const refused = document.querySelector("[data-desktop-refused]");

function show() {
  refused.hidden = !(box.checked && globalThis.Notification?.permission === "denied");
}

box.addEventListener("change", async () => {
  if (box.checked && globalThis.Notification?.permission === "default") await Notification.requestPermission();
  show();
});
show();
