"""The half of the host that is Python: it runs inside Pyodide, in the reader's browser and in the build."""
