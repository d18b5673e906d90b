using CsCheck;
using Slipway.Errors;
using Slipway.Tasks.Tests.Tokenizers.Reference;
using Slipway.Tasks.Tokenizers;

namespace Slipway.Tasks.Tests.Tokenizers;

public sealed class TokenizerTests
{
    private static readonly Tokenizer WordPiece = TokenizerRecord.LoadTokenizer("wordpiece");
    private static readonly Tokenizer ByteLevel = TokenizerRecord.LoadTokenizer("llama3-bpe");
    private static readonly Tokenizer Roberta = TokenizerRecord.LoadTokenizer("byte-level-bpe");
    private static readonly EncodeOptions Bare = new() { AddSpecialTokens = false };

    public static TheoryData<string> All =>
        [
            "wordpiece",
            "byte-level-bpe",
            "llama3-bpe",
            "unigram",
            "byte-fallback-bpe",
            "suffix-bpe",
            "wordlevel",
            "mixed",
        ];

    [Fact]
    public void Encode_Text_GivesAllThatAModelMayTake()
    {
        var encoding = WordPiece.Encode("The server");

        encoding.Ids.Should().HaveCount(4).And.StartWith(WordPiece.IdOf("[CLS]")!.Value);
        encoding.AttentionMask.Should().Equal(1, 1, 1, 1);
        encoding.TypeIds.Should().Equal(0, 0, 0, 0);
        encoding.SpecialTokensMask.Should().Equal(1, 0, 0, 1);
        encoding.Sequences.Should().Equal(-1, 0, 0, -1);
        encoding.Words.Should().Equal(-1, 0, 1, -1);
        encoding.Offsets.Should().Equal(default, new TextSpan(0, 3), new TextSpan(4, 10), default);
        WordPiece.Decode(encoding.Ids).Should().Be("the server");
    }

    [Fact]
    public void Encode_Pair_TellsTheTextsApart()
    {
        var encoding = WordPiece.Encode("The", "a server");

        encoding.Sequences.Should().Equal(-1, 0, -1, 1, 1, -1);
        encoding.TypeIds.Should().Equal(0, 0, 0, 1, 1, 1);
        encoding.Offsets[3..5].Should().Equal(new TextSpan(0, 1), new TextSpan(2, 8));
        encoding.Words.Should().Equal(-1, 0, -1, 0, 1, -1);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\t\r\n \u3000\u2028")]
    public void Encode_Nothing_IsTheSpecialTokens(string text) => WordPiece.Encode(text).Count.Should().Be(2);

    [Theory]
    [MemberData(nameof(All))]
    public void Encode_LoneSurrogates_AreReplacementCharacters(string name)
    {
        var tokenizer = TokenizerRecord.LoadTokenizer(name);
        var encoding = tokenizer.Encode("a\ud83d b\ude00\ud83d\ude00c\ud800");
        var replaced = tokenizer.Encode("a\ufffd b\ufffd\ud83d\ude00c\ufffd");

        encoding.Ids.Should().Equal(replaced.Ids);
        encoding.Offsets.Should().Equal(replaced.Offsets);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Encode_AMegabyteWithoutSpaces_TakesLinearTime(string name)
    {
        var tokenizer = TokenizerRecord.LoadTokenizer(name);
        foreach (var unit in (string[])["a", "server", "e\u0301", "\ud83d\ude00", " "])
        {
            // What takes the square of the length takes minutes for this.
            var text = string.Concat(Enumerable.Repeat(unit, 1_000_000 / unit.Length));
            var encoding = tokenizer.Encode(text);
            Array
                .TrueForAll(encoding.Offsets, span => span.Start <= span.End && span.End <= text.Length)
                .Should()
                .BeTrue();
        }
    }

    [Fact]
    public void Encode_ByteLevel_CoversTheText() =>
        Texts.Sample(text =>
        {
            var encoding = ByteLevel.Encode(text, options: Bare);
            var end = 0;
            foreach (var span in encoding.Offsets)
            {
                // The next character, or the same again where its bytes are several tokens.
                if (span.Start > end || span.End < end || span.Length == 0)
                    return false;

                end = span.End;
            }

            return end == text.Length;
        });

    [Fact]
    public void Decode_OfEncode_IsTheText() =>
        Texts.Sample(text => ByteLevel.Decode(ByteLevel.Encode(text, options: Bare).Ids) == text);

    [Fact]
    public void Decode_UnknownIds_AreLeftOut() =>
        WordPiece.Decode([-1, 1 << 30, WordPiece.IdOf("the")!.Value]).Should().Be("the");

    [Fact]
    public void Encode_TooLong_IsCutIntoWindows()
    {
        var text = string.Join(' ', Enumerable.Repeat("the server", 10));
        var options = new EncodeOptions
        {
            Truncation = new TruncationSettings { MaxLength = 10, Stride = 2 },
        };
        var encoding = WordPiece.Encode(text, options: options);
        var whole = WordPiece.Encode(text, options: Bare);

        Encoding[] windows = [encoding, .. encoding.Overflow];
        windows.Select(window => window.Count).Should().Equal(10, 10, 10);
        windows.Should().OnlyContain(window => window.Ids[0] == WordPiece.SpecialTokens.Classification);
        windows.SelectMany((window, i) => window.Offsets[(i == 0 ? 1 : 3)..^1]).Should().Equal(whole.Offsets);
    }

    [Fact]
    public void Encode_TooLongFromTheLeft_StartsWithTheTextsEnd()
    {
        var settings = new TruncationSettings { MaxLength = 3, FromLeft = true };
        var encoding = WordPiece.Encode("the server and a", options: new EncodeOptions { Truncation = settings });

        encoding.Offsets[1].Should().Be(new TextSpan(15, 16));
        encoding.Overflow.Should().HaveCount(3);
    }

    [Theory]
    [InlineData(TruncationStrategy.LongestFirst, 2, 2)]
    [InlineData(TruncationStrategy.OnlyFirst, 1, 3)]
    [InlineData(TruncationStrategy.OnlySecond, 3, 1)]
    public void Encode_TooLongPair_IsCutByTheStrategy(TruncationStrategy strategy, int first, int second)
    {
        var settings = new TruncationSettings { MaxLength = 7, Strategy = strategy };
        var encoding = WordPiece.Encode("the a the", "a the a", new EncodeOptions { Truncation = settings });

        encoding.Sequences.Count(sequence => sequence == 0).Should().Be(first);
        encoding.Sequences.Count(sequence => sequence == 1).Should().Be(second);
    }

    [Theory]
    [InlineData(2, 0, TruncationStrategy.LongestFirst, "no room")]
    [InlineData(6, 4, TruncationStrategy.LongestFirst, "stride")]
    [InlineData(4, 0, TruncationStrategy.OnlySecond, "no*pair*")]
    public void Encode_ImpossibleTruncation_SaysWhy(int length, int stride, TruncationStrategy strategy, string message)
    {
        var settings = new TruncationSettings
        {
            MaxLength = length,
            Stride = stride,
            Strategy = strategy,
        };

        FluentActions
            .Invoking(() => WordPiece.Encode("the a the a the a", options: new EncodeOptions { Truncation = settings }))
            .Should()
            .Throw<ServingException>()
            .WithMessage($"*{message}*");
    }

    [Fact]
    public void Encode_TwoLongTexts_DoNotBecomeTheProductOfTheirWindows()
    {
        var text = string.Join(' ', Enumerable.Repeat("the", 50_000));
        var options = new EncodeOptions { Truncation = new TruncationSettings { MaxLength = 16 } };

        FluentActions
            .Invoking(() => WordPiece.Encode(text, text, options))
            .Should()
            .Throw<ServingException>()
            .Which.Code.Should()
            .Be(ServingErrorCode.TooLarge);
    }

    [Theory]
    [InlineData(false, 4)]
    [InlineData(true, 1)]
    public void Encode_Padding_FillsUp(bool left, int text)
    {
        var padding = new PaddingSettings
        {
            Length = 5,
            MultipleOf = 4,
            Id = 9,
            OnLeft = left,
        };
        var encoding = WordPiece.Encode("", options: new EncodeOptions { Padding = padding });

        encoding.Count.Should().Be(8);
        encoding.AttentionMask.Sum().Should().Be(2);
        encoding.Ids[text].Should().Be(9);
        encoding.SpecialTokensMask.Should().OnlyContain(special => special == 1);
    }

    [Fact]
    public void Encode_MaskToken_IsOneTokenWithTheSpaceBeforeIt()
    {
        var encoding = Roberta.Encode("the <mask> is");

        encoding.Ids.Should().Contain(Roberta.SpecialTokens.Mask!.Value);
        var at = encoding.Ids.IndexOf(Roberta.SpecialTokens.Mask!.Value);
        encoding.Offsets[at].Should().Be(new TextSpan(4, 10), "offsets are trimmed");
    }

    [Fact]
    public async Task Encode_FromManyThreads_IsTheSame()
    {
        var tokenizer = TokenizerRecord.LoadTokenizer("unigram");
        var texts = TokenizerRecord.Texts();
        var expected = TokenizerRecord.LoadTokenizer("unigram");
        var ids = texts.Select(text => expected.Encode(text).Ids).ToArray();

        var found = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ => Task.Run(() => texts.Select(text => tokenizer.Encode(text).Ids).ToArray()))
        );

        found.Should().OnlyContain(one => one.Zip(ids).All(pair => pair.First.SequenceEqual(pair.Second)));
    }

    [Fact]
    public void IdOf_Token_IsTheWayBackOfTokenOf()
    {
        WordPiece.TokenOf(WordPiece.IdOf("##s")!.Value).Should().Be("##s");
        WordPiece.IdOf("no such token").Should().BeNull();
        WordPiece.TokenOf(1 << 30).Should().BeNull();
        WordPiece.VocabularySize.Should().Be(WordPiece.IdOf("Slipway")!.Value + 1);
        WordPiece.SpecialTokens.Unknown.Should().Be(1);
        WordPiece.SpecialTokensAdded(pair: true).Should().Be(3);
    }

    private static string[] Fragments => ["'S", "'ll", " the", "\r\n", "  ", "\u0301", "server", "123456"];

    /// <summary>Texts without lone surrogates and without the text of a special token.</summary>
    private static Gen<string> Texts { get; } =
        Gen.OneOf(
                Gen.Char[' ', '~'].Select(unit => unit.ToString()),
                Gen.Char['\0', '\ud7ff'].Select(unit => unit.ToString()),
                Gen.Int[0x10000, 0x10ffff].Select(char.ConvertFromUtf32),
                Gen.Int[0, Fragments.Length - 1].Select(i => Fragments[i])
            )
            .Array[0, 40]
            .Select(string.Concat)
            .Where(text => !text.Contains("<|", StringComparison.Ordinal));
}
