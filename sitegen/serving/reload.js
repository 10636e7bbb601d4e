// @ts-check
// Only under `serve`: loads the page again after a build, or shows what is wrong with it.

/** @param {string} faults */
function show(faults) {
  const old = document.getElementById('build-faults');
  const box = old ?? document.createElement('pre');
  box.id = 'build-faults';
  box.setAttribute('role', 'alert');
  box.style.cssText =
    'position:fixed;inset:auto 0 0;z-index:99;max-height:60vh;margin:0;padding:1rem;overflow:auto;' +
    'font:14px/1.5 monospace;white-space:pre-wrap;color:CanvasText;background:Canvas;border-top:4px solid #c00';
  box.textContent = faults;
  document.body.append(box);
}

const shown = Number(new URL(import.meta.url).searchParams.get('build'));
const events = new EventSource('/-/events');
events.addEventListener('message', ({ data }) => {
  const { number, faults } = JSON.parse(data);
  if (faults) show(faults);
  else if (number !== shown) location.reload();
});
