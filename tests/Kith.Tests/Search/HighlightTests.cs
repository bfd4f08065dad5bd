using CsCheck;
using Kith.Search;

namespace Kith.Tests.Search;

public sealed class HighlightTests
{
    [Theory]
    [InlineData("Jan de Vries", "vri", "Jan de [Vri]es")]
    [InlineData("Müller", "mull", "[Müll]er")]
    [InlineData("Groß", "ss", "Gro[ß]")]
    [InlineData("Ægir", "ae", "[Æ]gir")]
    [InlineData("a a a", "a", "[a] [a] [a]")]
    [InlineData("Nguye\u0302\u0303n", "nguyen", "[Nguye\u0302\u0303n]")]
    [InlineData("a  b", "a b", "[a  b]")]
    [InlineData("😀 jan 😀", "jan", "😀 [jan] 😀")]
    public void A_term_is_marked_where_it_stands(string text, string term, string expected) =>
        Assert.Equal(expected, Marked(Highlight.Of(text, [term])!));

    [Theory]
    [InlineData("06-1234 5678", "12345", "06-[1234 5]678")]
    [InlineData("+31 (0)6 12", "3106", "+[31 (0)6] 12")]
    public void Digits_are_marked_with_what_stands_between_them(string text, string term, string expected) =>
        Assert.Equal(expected, Marked(Highlight.Of(text, [term], isDigits: true)!));

    [Fact]
    public void A_text_without_any_of_the_terms_has_no_pieces() => Assert.Null(Highlight.Of("Jan", ["x"]));

    [Fact]
    public void Pieces_of_any_text_are_the_text_or_a_part_of_it_around_a_match() =>
        Gen.Select(Gen.String, Gen.String[1, 3], Gen.Int[0, 400]).Sample((around, term, length) =>
        {
            var text = $"{around}{new string('x', length)}{term}{around}";
            if (Folding.Fold(term) is not { Length: > 0 } folded || Highlight.Of(text, [folded]) is not { } pieces)
                return;
            var shown = string.Concat(pieces.Select(piece => piece.Text));
            Assert.Contains(pieces, piece => piece.IsMatch);
            Assert.True(text.Length <= Highlight.LongestText ? shown == text : shown.Length <= Highlight.LongestText + 2);
            Assert.Contains(shown.Trim('…'), text, StringComparison.Ordinal);
        });

    private static string Marked(IEnumerable<Piece> pieces) => string.Concat(pieces.Select(piece => piece.IsMatch ? $"[{piece.Text}]" : piece.Text));
}
