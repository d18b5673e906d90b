using CsCheck;
using Slipway.Errors;
using Slipway.Tasks.Tokenizers.Patterns;

namespace Slipway.Tasks.Tests.Tokenizers.Patterns;

public sealed class PatternTests
{
    private const string Llama3 =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <summary>The scanners written by hand, and the expressions that they stand for.</summary>
    public static TheoryData<string> Known => [Gpt2Pattern.Source, O200kPattern.Source, Llama3];

    [Theory]
    [MemberData(nameof(Known))]
    public void Scanner_AnyText_SplitsAsItsExpression(string source)
    {
        var scanner = TextPatterns.FromRegex(source, Wrong);
        var regex = new RegexPattern(source, Wrong);
        scanner.Should().BeAssignableTo<TilingPattern>();

        Gen.Int[0, Fragments.Length - 1]
            .Array[0, 30]
            .Select(picked => string.Concat(picked.Select(i => Fragments[i])))
            .Sample(text => Matches(scanner, text) == Matches(regex, text), iter: 20_000);
    }

    [Theory]
    [InlineData(@"\p{L}+", "a\ud835\udd18b 1", "0-4")]
    [InlineData(@"\p{N}", "1\ud835\udfd92", "0-1 1-3 3-4")]
    [InlineData(@"[^\s\p{L}]+", "\ud83d\ude00 x\ud83d\ude00!", "0-2 4-7")]
    [InlineData(@"\p{Han}+", "a\u4e2d\ud840\udc00b", "1-4")]
    [InlineData(@"a++b?+", "aab a", "0-3 4-5")]
    [InlineData(@"\w+", "x_1\u0301-y", "0-4 5-6")]
    [InlineData(@"^b", "a\nb", "2-3")]
    [InlineData(@"[]a]+", "a]b", "0-2")]
    public void Regex_Oniguruma_MatchesWholeCharacters(string pattern, string text, string matches) =>
        Matches(new RegexPattern(pattern, Wrong), text).Should().Be(matches);

    [Theory]
    [InlineData(@"\X")]
    [InlineData(@"[a[b]]")]
    [InlineData(@"[a&&b]")]
    [InlineData(@"\p{Klingon}")]
    [InlineData(@"[a")]
    [InlineData(@"(")]
    [InlineData(@"\")]
    public void Regex_Untranslatable_IsRefused(string pattern) =>
        FluentActions.Invoking(() => new RegexPattern(pattern, Wrong)).Should().Throw<FormatException>();

    [Fact]
    public void Regex_SlowPattern_EndsInAnError()
    {
        var pattern = new RegexPattern("(?:a|aa)+b(?!c)", Wrong, TimeSpan.FromMilliseconds(50));

        FluentActions
            .Invoking(() => Matches(pattern, new string('a', 5000)))
            .Should()
            .Throw<ServingException>()
            .WithMessage("*pattern*shorter*");
    }

    /// <summary>Without the long s: (?i:s) matches it in Oniguruma and in the scanners, but not in .NET.</summary>
    private static string[] Fragments =>
        [
            "a",
            "B",
            "\u00df",
            "\u01c5",
            "\u02b0",
            "\u4e2d",
            "\u0301",
            "\u0903",
            "1",
            "\u0664",
            "\u00bd",
            "\u2160",
            " ",
            " ",
            "\u00a0",
            "\u3000",
            "\t",
            "\n",
            "\r",
            "\r\n",
            "\u0085",
            "'",
            "'s",
            "'S",
            "'ll",
            "'VE",
            ".",
            "/",
            "$",
            "\u200d",
            "\ue000",
            "\u0000",
            "\ud83d\ude00",
            "\ud835\udd18",
            "\ud835\udfd9",
            "\ud801\udc28",
            "\ud840\udc00",
            "<|",
        ];

    private static string Matches(TextPattern pattern, string text)
    {
        var found = new List<string>();
        pattern.ForEachMatch(text, ref found, static (ref list, start, end) => list.Add($"{start}-{end}"));
        return string.Join(' ', found);
    }

    private static FormatException Wrong(string reason) => new(reason);
}
