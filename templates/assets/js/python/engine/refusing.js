// @ts-check
// Pyodide finds out that it runs in a module by importing a script, which a browser refuses by an error of its own. Such an
// error knows the line that it comes from, and for that V8 reads all of the engine once more: 20 ms. What is thrown here is
// none, and says as much.

const scope = /** @type {{ importScripts?: () => void }} */ (globalThis);

if (scope.importScripts) {
  scope.importScripts = () => {
    throw undefined;
  };
}
