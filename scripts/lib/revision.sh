# Sourced by scripts that build. revision_of ROOT says of which revision its sources are; a source
# tree that is no clone has none.
revision_of() {
  if [[ -e "$1/.git" ]]; then
    git -C "$1" describe --always --dirty --abbrev=12 --exclude '*' || echo unknown
  else
    echo unknown
  fi
}
