using Slipway.Errors;
using Slipway.Tasks.Tokenizers;

namespace Slipway.Tasks.Tests.Tokenizers;

public sealed class TokenizerLoaderTests
{
    private const string WordLevel = """{"type":"WordLevel","unk_token":"?","vocab":{"?":0,"a":1}}""";

    [Fact]
    public void LoadFolder_WithoutTokenizer_SaysWhatCouldBeThere()
    {
        using var folder = new TokenizerFolder().With("model.onnx", "");

        folder.Invoking(one => one.Load()).Should().Throw<ServingException>().WithMessage("*tokenizer.json*vocab.txt*");
        TokenizerLoader.Exists(Path.GetDirectoryName(folder.PathOf("x"))!).Should().BeFalse();
    }

    [Theory]
    [InlineData("", "*JSON*")]
    [InlineData("[1]", "*must be an object*")]
    [InlineData("{}", "*'model'*")]
    [InlineData("""{"model":{"type":"Neural"}}""", "*'model'*'Neural'*")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"a":0}}}""", "*[UNK]*")]
    [InlineData("""{"model":{"type":"WordLevel","vocab":{"a":-1}}}""", "*model.vocab.a*negative*")]
    [InlineData("""{"model":{"type":"WordLevel","vocab":{"a":"b"}}}""", "*model.vocab.a*whole number*")]
    [InlineData("""{"model":{"type":"WordLevel","vocab":["a"]}}""", "*model.vocab*object*")]
    [InlineData("""{"model":{"type":"WordLevel","vocab":{"a":99999999999}}}""", "*31 bits*")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":["a b"]}}""", "*merges[0]*'b'*")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":["a"]}}""", "*merges[0]*two tokens*")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":[["a"]]}}""", "*merges[0]*two tokens*")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":[],"dropout":0.1}}""", "*dropout*")]
    [InlineData("""{"model":{"type":"Unigram","vocab":[["a",0]],"unk_id":1}}""", "*unk_id*")]
    [InlineData("""{"model":{"type":"Unigram","vocab":[["a"]],"unk_id":0}}""", "*vocab[0]*score*")]
    public void Load_WrongModel_SaysWhere(string json, string message) => Fails(json, message);

    [Theory]
    [InlineData("normalizer", """{"type":"Magic"}""", "*'normalizer'*'Magic'*")]
    [InlineData("normalizer", """{"type":"Precompiled","precompiled_charsmap":"AAAA"}""", "*character map*")]
    [InlineData("normalizer", """{"type":"Sequence","normalizers":[{"type":"NFC"},{}]}""", "*normalizers[1]*'type'*")]
    [InlineData("normalizer", """{"type":"Replace","pattern":{"Regex":"("},"content":""}""", "*pattern.Regex*")]
    [InlineData("pre_tokenizer", """{"type":"UnicodeScripts"}""", "*UnicodeScripts*")]
    [InlineData("pre_tokenizer", """{"type":"Split","pattern":{"Regex":"[a&&b]"},"behavior":"Isolated"}""", "*&&*")]
    [InlineData(
        "pre_tokenizer",
        """{"type":"Split","pattern":{"String":"a"},"behavior":"Gone"}""",
        "*behavior*'Gone'*"
    )]
    [InlineData("pre_tokenizer", """{"type":"FixedLength","length":0}""", "*length 0*")]
    [InlineData("post_processor", """{"type":"TemplateProcessing","single":["[X]"],"pair":[]}""", "*'[X]'*")]
    [InlineData("post_processor", """{"type":"RobertaProcessing","cls":["<s>"]}""", "*post_processor.cls*")]
    [InlineData("decoder", """{"type":"Strip","content":"ab","start":1,"stop":0}""", "*one character*")]
    [InlineData("truncation", """{"max_length":0}""", "*max_length 0*")]
    [InlineData("added_tokens", """[{"content":"x"}]""", "*added_tokens[0]*'id'*")]
    public void Load_WrongPart_SaysWhere(string part, string json, string message) =>
        Fails($$"""{"model":{{WordLevel}},"{{part}}":{{json}}}""", message);

    [Fact]
    public void Load_LoneSurrogateInJson_IsRefused() =>
        Fails("""{"model":{"type":"WordLevel","unk_token":"\ud800","vocab":{}}}""", "*unk_token*Unicode*");

    [Fact]
    public void Load_DeepJson_IsRefused() => Fails(new string('[', 100_000), "*JSON*");

    [Fact]
    public void Load_LongAddedToken_IsRefused() =>
        Fails(
            $$$"""{"model":{{{WordLevel}}},"added_tokens":[{"id":7,"content":"{{{new string('a', 5000)}}}"}]}""",
            "*added_tokens[0]*1024*"
        );

    [Fact]
    public void LoadFolder_VocabTxt_IsBert()
    {
        using var folder = new TokenizerFolder()
            .With("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nun\n##able\ncafe\n!\n")
            .With("tokenizer_config.json", """{"model_max_length":512,"mask_token":{"content":"[MASK]"}}""");
        var tokenizer = folder.Load();

        tokenizer.Encode("Unable caf\u00e9!").Ids.Should().Equal(2, 5, 6, 7, 8, 3);
        tokenizer.Encode("xyz[MASK]").Ids.Should().Equal(2, 1, 4, 3);
        tokenizer.MaxLength.Should().Be(512);
        tokenizer
            .SpecialTokens.Should()
            .BeEquivalentTo(
                new
                {
                    Pad = 0,
                    Unknown = 1,
                    Classification = 2,
                    Separator = 3,
                    Mask = 4,
                }
            );
    }

    [Fact]
    public void LoadFolder_CasedVocabTxt_KeepsTheCase()
    {
        using var folder = new TokenizerFolder()
            .With("vocab.txt", "[UNK]\nunable\nUnable")
            .With("tokenizer_config.json", """{"do_lower_case":false}""");

        folder.Load().Encode("Unable unable").Ids.Should().Equal(2, 1);
    }

    [Fact]
    public void LoadFolder_VocabJsonAndMerges_IsByteLevel()
    {
        using var folder = new TokenizerFolder()
            .With(
                "vocab.json",
                """{"a":0,"b":1,"\u0120":2,"ab":3,"\u0120ab":4,"<|endoftext|>":5,"\u00c3":6,"\u00a4":7}"""
            )
            .With("merges.txt", "#version: 0.2\na b\n\u0120 ab\n");
        var encoding = folder.Load().Encode("ab ab\u00e4<|endoftext|>");

        encoding.Ids.Should().Equal(3, 4, 6, 7, 5);
        Spans(encoding).Should().Be("0-2 2-5 5-6 5-6 6-19");
    }

    [Fact]
    public void LoadFolder_MergeOfMissingToken_NamesTheLine()
    {
        using var folder = new TokenizerFolder()
            .With("vocab.json", """{"a":0}""")
            .With("merges.txt", "#version: 0.2\na b\n");

        folder.Invoking(one => one.Load()).Should().Throw<ServingException>().WithMessage("merges.txt: 'line 2'*'b'*");
    }

    [Fact]
    public void LoadFolder_Tiktoken_MergesByRank()
    {
        string[] tokens = ["a", "b", "c", " ", "bc", "ab", "abc", " a"];
        var lines = tokens.Select((token, rank) => $"{Convert.ToBase64String(Bytes(token))} {rank}");
        using var folder = new TokenizerFolder().With("small_cl100k.tiktoken", string.Join('\n', lines));
        var tokenizer = folder.Load();

        tokenizer.Encode("abc ab").Ids.Should().Equal(6, 3, 5);
        tokenizer.Decode([6, 3, 5]).Should().Be("abc ab");
        tokenizer.Encode("<|endoftext|>").Ids.Should().Equal(100257);

        static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);
    }

    [Fact]
    public void LoadFolder_DamagedTiktoken_NamesTheLine()
    {
        using var folder = new TokenizerFolder().With("x.tiktoken", "YQ== 0\nnot base64 1\n");

        folder.Invoking(one => one.Load()).Should().Throw<ServingException>().WithMessage("x.tiktoken: line 2*");
    }

    [Fact]
    public void LoadVocabulary_Words_AreSplitByTheRule()
    {
        using var folder = new TokenizerFolder().With("words.txt", "[PAD]\n[UNK]\nhello\nworld\n!!\n");
        var tokenizer = TokenizerLoader.LoadVocabulary(
            folder.PathOf("words.txt"),
            new VocabularyOptions { Lowercase = true, Length = 6 }
        );
        var encoding = tokenizer.Encode("Hello, world!!");

        encoding.Ids.Should().Equal(2, 1, 3, 4, 0, 0);
        Spans(encoding).Should().Be("0-5 5-6 7-12 12-14 0-0 0-0");
        tokenizer.Encode("hello hello hello hello hello hello hello").Count.Should().Be(6);
    }

    [Fact]
    public void LoadVocabulary_Characters_AreCodePoints()
    {
        using var folder = new TokenizerFolder().With("chars.txt", "<unk>\na\n\ud83d\ude00\n");
        var tokenizer = TokenizerLoader.LoadVocabulary(
            folder.PathOf("chars.txt"),
            new VocabularyOptions { Unit = VocabularyUnit.Character }
        );
        var encoding = tokenizer.Encode("a\ud83d\ude00b");

        encoding.Ids.Should().Equal(1, 2, 0);
        Spans(encoding).Should().Be("0-1 1-3 3-4");
    }

    [Fact]
    public void LoadVocabulary_NamedTokenIsMissing_SaysSo()
    {
        using var folder = new TokenizerFolder().With("words.txt", "a\n");

        FluentActions
            .Invoking(() =>
                TokenizerLoader.LoadVocabulary(
                    folder.PathOf("words.txt"),
                    new VocabularyOptions { UnknownToken = "OOV" }
                )
            )
            .Should()
            .Throw<ServingException>()
            .WithMessage("words.txt: *'OOV'*");
    }

    private static string Spans(Encoding encoding) =>
        string.Join(' ', encoding.Offsets.Select(span => $"{span.Start}-{span.End}"));

    private static void Fails(string json, string message)
    {
        using var folder = new TokenizerFolder().With("tokenizer.json", json);

        folder
            .Invoking(one => one.Load())
            .Should()
            .Throw<ServingException>()
            .WithMessage(message)
            .And.Message.Should()
            .StartWith("tokenizer.json");
    }
}
