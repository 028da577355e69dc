#!/usr/bin/env bash
# Breaks the code on purpose, in a copy of the last commit, once for each patch beside this file, and sees whether the tests notice.
#   tests/mutants/run.sh [NAME ...]      all of them: half an hour on two cores
# A patch begins with what it breaks, and with the filter of the tests that have to notice. Exit code 1: one was not noticed, or does not apply.
set -uo pipefail
cd "$(dirname "$0")/../.."
here=$PWD/tests/mutants
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git clone -q . "$copy" && cd "$copy" || exit 1

names=("$@")
if [ ${#names[@]} -eq 0 ]; then
  for patch in "$here"/*.patch; do names+=("$(basename "$patch" .patch)"); done
fi

caught=0
missed=()
for name in "${names[@]}"; do
  patch=$here/$name.patch
  if ! git apply "$patch"; then
    echo "$name: does not apply any more; make it again from the code as it is now"
    missed+=("$name")
    continue
  fi
  if ! dotnet build tests/Tale.Actors.Tests -v quiet -clp:ErrorsOnly > build.log 2>&1; then
    echo "$name: does not compile"
    sed -n 1,5p build.log
    missed+=("$name")
  elif dotnet test tests/Tale.Actors.Tests --no-build --filter "$(sed -n 's/^Tests: //p' "$patch")" -- xUnit.StopOnFail=true > test.log 2>&1; then
    echo "$name: NOT NOTICED ($(head -1 "$patch"))"
    missed+=("$name")
  elif ! grep -qaE '^ +Failed [A-Z]|\[FAIL\]$' test.log; then
    echo "$name: the tests did not run to an end"
    tail -5 test.log
    missed+=("$name")
  else
    caught=$((caught + 1))
    echo "$name: caught by $(grep -aE '^ +Failed [A-Z]|\[FAIL\]$' test.log | head -1 | sed -E 's/^(\[[^]]*\])? +(Failed )?([^ (]*).*/\3/')"
  fi
  git checkout -q .
done
echo "$caught of ${#names[@]} mutants caught"
[ ${#missed[@]} -eq 0 ]
