#!/usr/bin/env bash
# Runs nodes of another build of Tale beside this checkout's, and replaces the ones by the others, both ways: tests/mixed/run.sh COMMIT
set -euo pipefail
cd "$(dirname "$0")/../.."
commit=${1:?name a commit, such as the last release}
other=$(mktemp -d)
trap 'rm -rf "$other"' EXIT
git clone -q . "$other"
git -C "$other" checkout -q "$commit"
echo "Building $(git -C "$other" log --oneline -1) ..."
dotnet build "$other/tests/Tale.Actors.Cluster.Tests" -v quiet
TALE_OTHER_BUILD="$other/tests/Tale.Actors.Cluster.Tests/bin/Debug/net10.0/Tale.Actors.Cluster.Tests.dll" \
  dotnet test tests/Tale.Actors.Cluster.Tests --filter FullyQualifiedName~MixedBuildTests --logger "console;verbosity=normal"
