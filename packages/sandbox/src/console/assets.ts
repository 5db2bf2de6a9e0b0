/** Styles of the console: light and dark by the system's choice, narrow screens too. */
export const consoleStyles = `
:root {
  color-scheme: light dark;
  --text: #1b1f24; --muted: #57606a; --page: #ffffff; --line: #8c959f; --soft: #f3f4f6; --link: #0550ae;
  --good: #116329; --bad: #a40e26; --banner: #7a4100;
  font-family: system-ui, sans-serif; line-height: 1.5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e6edf3; --muted: #9ea7b3; --page: #0d1117; --line: #6e7681; --soft: #1c2128; --link: #79c0ff;
    --good: #56d364; --bad: #ff9492; --banner: #5c3200;
  }
}
* { box-sizing: border-box; }
body { margin: 0; color: var(--text); background: var(--page); overflow-wrap: anywhere; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 0.5rem; top: 0.5rem; background: var(--page); padding: 0.5rem; }
.banner { margin: 0; padding: 0.4rem 1rem; background: var(--banner); color: #fff; }
header { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; padding: 0.75rem 1rem; border-bottom: 1px solid var(--line); align-items: baseline; }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; margin: 0; padding: 0; }
nav a[aria-current] { font-weight: 700; text-decoration: none; }
main, footer { max-width: 72rem; margin: 0 auto; padding: 0.5rem 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: 600; padding: 0.5rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.35rem 1rem 0.35rem 0; border-bottom: 1px solid var(--line); overflow-wrap: normal; }
pre { overflow-x: auto; padding: 0.75rem; border: 1px solid var(--line); background: var(--soft); }
pre .add { color: var(--good); } pre .del { color: var(--bad); } pre .at { color: var(--muted); }
.badge { border: 1px solid currentColor; border-radius: 1rem; padding: 0 0.6rem; white-space: nowrap; }
.good { color: var(--good); } .bad, .failed { color: var(--bad); } .neutral { color: var(--muted); }
.message { border: 2px solid currentColor; padding: 0.5rem 0.75rem; } .done { color: var(--good); }
form { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: end; margin: 0.5rem 0; }
label { display: inline-flex; max-width: 100%; min-width: 0; flex-direction: column; gap: 0.15rem; }
footer label { flex-direction: row; gap: 0.5rem; align-items: center; }
input, select, textarea, button { font: inherit; color: inherit; background: var(--soft); border: 1px solid var(--line); border-radius: 4px; padding: 0.3rem 0.6rem; min-height: 2rem; min-width: 0; max-width: 100%; }
input[type=checkbox] { min-height: 0; }
button { cursor: pointer; }
`;

/** Replaces the live part of a page while nobody is in the middle of filling in a form. */
export const consoleScript = `
const box = document.getElementById('refresh');
box.checked = sessionStorage.getItem('refresh') !== 'off';
box.addEventListener('change', () => sessionStorage.setItem('refresh', box.checked ? 'on' : 'off'));
let isDirty = false;
document.addEventListener('input', event => { if (event.target.closest('#live')) isDirty = true; });
setInterval(async () => {
  const live = document.getElementById('live');
  if (!box.checked || isDirty || document.hidden || live.contains(document.activeElement)) return;
  try {
    const response = await fetch(location.href);
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const fresh = page.getElementById('live');
    if (fresh && fresh.innerHTML !== live.innerHTML && !live.contains(document.activeElement)) live.innerHTML = fresh.innerHTML;
  } catch (error) {
    // The sandbox is stopping or starting; the next turn tries again.
  }
}, 5000);
`;
