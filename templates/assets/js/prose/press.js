// @ts-check

const FIRST_MS = 400; // as keys do, which wait longer before they repeat
const NEXT_MS = 60;

/**
 * A button that goes on for as long as it is held, as an arrow key does.
 * @param {HTMLElement} button
 * @param {object} hear
 * @param {() => void} hear.pressed  and let go
 * @param {() => void} hear.repeated  held, and again
 * @param {() => void} hear.rested  let go after that
 */
export function bindPress(button, { pressed, repeated, rested }) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let held = false; // for so long that the click at its end is none
  const repeat = () => {
    held = true;
    timer = setTimeout(repeat, NEXT_MS);
    repeated();
  };
  const release = () => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    if (held) rested();
  };
  button.addEventListener('pointerdown', ({ button: which }) => {
    held = false;
    if (which === 0) timer ??= setTimeout(repeat, FIRST_MS);
  });
  // A menu that opened would hide that the button was let go; it is not let go yet, where a finger rests on it.
  button.addEventListener('contextmenu', (event) => timer !== undefined && event.preventDefault());
  for (const end of ['pointerup', 'pointercancel', 'pointerleave']) button.addEventListener(end, release);
  button.addEventListener('click', ({ detail }) => {
    if (!held || detail === 0) pressed(); // 0: by no pointer
    held = false;
  });
}
