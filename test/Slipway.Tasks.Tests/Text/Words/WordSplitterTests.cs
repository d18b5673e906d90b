using CsCheck;
using Slipway.Tasks.Text.Words;

namespace Slipway.Tasks.Tests.Text.Words;

public sealed class WordSplitterTests
{
    [Theory]
    [InlineData("Ada's in London, isn't she?", "Ada|'s|in|London|,|isn't|she|?")]
    [InlineData("the U.S., p.m. and J.R.R. Tolkien", "the|U.S.|,|p.m.|and|J.R.R.|Tolkien")]
    [InlineData("John F. Kennedy and I.", "John|F.|Kennedy|and|I|.")]
    [InlineData("$1,000.50 at 10:30", "$|1,000.50|at|10:30")]
    [InlineData("see (http://a.b/c?d=e).", "see|(|http://a.b/c?d=e|)|.")]
    [InlineData("@user #tag AT&T", "@|user|#|tag|AT|&|T")]
    [InlineData("face-to-face ... !!", "face|-|to|-|face|...|!!")]
    [InlineData("世界 cafe\u0301", "世|界|cafe\u0301")]
    [InlineData(" \t\u00a0", "")]
    public void Split_Text_IsCutAsTheRuleSays(string text, string words) =>
        string.Join('|', Words(text)).Should().Be(words);

    [Fact]
    public void Split_RecordedTexts_AreCutAsTheTrainingDid()
    {
        var texts = RecordedWords.Read().Texts;

        texts.Should().HaveCountGreaterThan(300);
        foreach (var recorded in texts)
        {
            WordSplitter
                .Split(recorded.Text)
                .Select(word => (word.Start, word.End))
                .Should()
                .Equal(recorded.Words.Select(word => (word[0], word[1])), "of '{0}'", recorded.Text);
        }
    }

    [Theory]
    [InlineData("\ud83d")]
    [InlineData("a\ud83d\ud83db")]
    [InlineData("\ude00\ud83d\ude00\ude00 'x\ud83d")]
    public void Split_LoneSurrogates_AreCharactersLikeOthers(string text)
    {
        var words = WordSplitter.Split(text);

        words.Sum(word => word.Length).Should().Be(text.Count(c => c != ' '));
        words.Should().OnlyContain(word => word.Length > 0 && word.End <= text.Length);
    }

    [Fact]
    public void Split_AnyText_TakesEachCharacterOnceAndInOrder() =>
        Gen.OneOf(
                Gen.Char["aZI1'’.,:;_-/ \u0301\u200d\ud83d\ude00世"].Array.Select(c => new string(c)),
                Gen.OneOf(Array.ConvertAll<string, Gen<string>>(["http://", "www.", "U.S.", "'s", " "], Gen.Const))
                    .Array.Select(string.Concat),
                Gen.String
            )
            .Sample(text =>
            {
                var end = 0;
                foreach (var word in WordSplitter.Split(text))
                {
                    word.Start.Should().BeGreaterThanOrEqualTo(end);
                    word.Length.Should().BePositive();
                    IsSpace(text.AsSpan(end, word.Start - end)).Should().BeTrue();
                    end = word.End;
                }

                IsSpace(text.AsSpan(end)).Should().BeTrue();
            });

    [Theory]
    [InlineData("a")]
    [InlineData("http://)")]
    [InlineData("www.")]
    [InlineData("a.")]
    [InlineData("'s")]
    [InlineData(".")]
    [InlineData("世")]
    [InlineData("\u0301")]
    public void Split_MegabyteWithoutSpaces_IsCutInOnePass(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length));

        WordSplitter.Split(text).Sum(word => word.Length).Should().Be(text.Length);
    }

    private static bool IsSpace(ReadOnlySpan<char> gap)
    {
        for (var at = 0; at < gap.Length; )
        {
            if (CharacterKinds.At(gap, at, out var length) != CharacterKind.Space)
                return false;
            at += length;
        }

        return true;
    }

    private static IEnumerable<string> Words(string text) =>
        WordSplitter.Split(text).Select(word => text[word.Start..word.End]);
}
