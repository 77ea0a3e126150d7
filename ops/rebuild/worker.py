"""`python -m ops.rebuild.worker`: a process that folds slices of the registry's log, started by a rebuild."""

from ops.log.reader import RegistryLog
from services.projections.rebuild.workers import serve

if __name__ == "__main__":
    serve(RegistryLog)
