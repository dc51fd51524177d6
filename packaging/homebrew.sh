#!/usr/bin/env bash
# The Homebrew formula, from the archives in dist/ and the address that they will be at:
#   packaging/homebrew.sh https://example.org/releases/v0.1.0 >interligne.rb
. "$(dirname "$0")/common.sh"

base=${1:?the address of the folder that holds the archives}
sum() { awk -v file="$1" '$2 == file { print $1 }' "$DIST/SHA256SUMS"; }
block() { # the system, the processor, the target
  local archive=interligne-$VERSION-$3.tar.gz checksum
  checksum=$(sum "$archive")
  # A system whose archive is not there is left out.
  [ -n "$checksum" ] || return 0
  printf '  on_%s do\n    on_%s do\n      url "%s/%s"\n      sha256 "%s"\n    end\n  end\n' "$1" "$2" "$base" "$archive" "$checksum"
}
[ -f "$DIST/SHA256SUMS" ] || die "$DIST/SHA256SUMS is not there: run packaging/checksums.sh first"
cat <<RUBY
class Interligne < Formula
  desc "Translation memory and bilingual alignment for French-English articles"
  homepage "${HOMEPAGE:-$base}"
  version "$VERSION"
  license any_of: ["MIT", "Apache-2.0"]

$(
  block macos arm aarch64-apple-darwin
  block macos intel x86_64-apple-darwin
  block linux arm aarch64-unknown-linux-gnu
  block linux intel x86_64-unknown-linux-gnu
)

  def install
    bin.install "interligne"
    man1.install Dir["man/*.1"]
    bash_completion.install "completions/interligne.bash" => "interligne"
    zsh_completion.install "completions/_interligne"
    fish_completion.install "completions/interligne.fish"
  end

  test do
    (testpath/"a.fr.txt").write "Le pont est fermé depuis lundi.\\n\\nLa mairie annonce sa réouverture pour le 3 mai.\\n"
    (testpath/"a.en.txt").write "The bridge has been closed since Monday.\\n\\nThe town hall says it will reopen on 3 May.\\n"
    system bin/"interligne", "--memory", testpath/"memory", "import", "a.fr.txt", "a.en.txt"
    assert_match "bridge", shell_output("#{bin}/interligne --memory #{testpath}/memory suggest 'Le pont est fermé depuis mardi.'")
  end
end
RUBY
