import { loadPyodide } from './pyodide/pyodide.mjs';

try {
  const pyodide = await loadPyodide();
  await pyodide.loadPackage('numpy', { messageCallback: () => {} });
  const total = pyodide.runPython('import numpy; float(numpy.log(numpy.arange(1.0, 41.0)).sum())');
  postMessage({ total });
} catch (error) {
  postMessage({ failed: String(error) });
}
