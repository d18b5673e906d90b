using System.Text;
using Slipway.Errors;
using Slipway.Tasks.Text.Words;

namespace Slipway.Tasks.Tests.Text.Words;

public sealed class WordTokenizerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-words-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void FillWords_RecordedTexts_HaveTheIdsOfTheTraining()
    {
        var recorded = RecordedWords.Read();
        var tokenizer = Tokenizer(recorded.Words, recorded.Characters);

        foreach (var text in recorded.Texts)
        {
            var words = WordTokenizer.Split(text.Text).ToArray();
            var ids = new long[words.Length];
            tokenizer.FillWords(text.Text, words, ids);
            ids.Should().Equal(text.Ids, "of '{0}'", text.Text);
        }

        var known = recorded.Texts.SelectMany(text => text.Ids).Distinct().ToList();
        known.Should().HaveCountGreaterThan(25, "the texts must meet most of the vocabulary");
    }

    [Fact]
    public void FillCharacters_RecordedTexts_HaveTheIdsOfTheTraining()
    {
        var recorded = RecordedWords.Read();
        var tokenizer = Tokenizer(recorded.Words, recorded.Characters);

        foreach (var text in recorded.Texts)
        {
            var words = WordTokenizer.Split(text.Text).ToArray();
            var ids = new long[words.Length * 5];
            tokenizer.FillCharacters(text.Text, words, 5, ids);
            ids.Chunk(5).Should().BeEquivalentTo(text.Characters, o => o.WithStrictOrdering(), "of '{0}'", text.Text);
        }
    }

    [Fact]
    public void Fill_RoomForMoreWords_IsFilledUp()
    {
        var tokenizer = Tokenizer(["[PAD]", "[UNK]", "ada"], ["[PAD]", "[UNK]", "A", "d"]);
        var words = WordTokenizer.Split("Ada").ToArray();
        long[] ids = [9, 9, 9];
        long[] characters = [9, 9, 9, 9, 9, 9, 9, 9];

        tokenizer.FillWords("Ada", words, ids);
        tokenizer.FillCharacters("Ada", words, 4, characters);

        ids.Should().Equal(2, 0, 0);
        characters.Should().Equal(2, 3, 1, 0, 0, 0, 0, 0);
    }

    [Fact]
    public void FillWords_AddressWithoutEntry_IsUnknown()
    {
        var tokenizer = Tokenizer(["[PAD]", "[UNK]", "http://a.b"], null);
        var ids = new long[1];

        tokenizer.FillWords("http://a.b", [new(0, 10)], ids);

        ids.Should().Equal(1);
        tokenizer.Characters.Should().BeNull();
    }

    [Fact]
    public void FillWords_LoneSurrogate_IsUnknown()
    {
        var tokenizer = Tokenizer(["[PAD]", "[UNK]", "a"], ["[PAD]", "[UNK]", "a"]);
        var words = WordTokenizer.Split("\ud83d").ToArray();
        var ids = new long[1];
        var characters = new long[2];

        tokenizer.FillWords("\ud83d", words, ids);
        tokenizer.FillCharacters("\ud83d", words, 2, characters);

        ids.Should().Equal(1);
        characters.Should().Equal(1, 0);
    }

    [Fact]
    public void Find_FolderWithoutWords_IsNull()
    {
        File.WriteAllText(Path.Combine(_folder, "vocab.txt"), "[PAD]\n[UNK]\n");

        WordTokenizer.Find(_folder).Should().BeNull();
    }

    [Theory]
    [InlineData("[PAD]\n[UNK]\na\na\n", "words.txt, line 4: 'a' stands on line 3 already; each entry once.")]
    [InlineData("a\n[PAD]\n[UNK]\n", "words.txt: the first line must be [PAD], the id that fills up.")]
    [InlineData("", "words.txt: the first line must be [PAD], the id that fills up.")]
    [InlineData("[PAD]\na\n", "words.txt has no line [UNK] for what it does not know.")]
    public void Find_NoVocabulary_IsRefused(string content, string message)
    {
        File.WriteAllText(Path.Combine(_folder, WordTokenizer.WordsFile), content);

        var find = () => WordTokenizer.Find(_folder);

        find.Should()
            .Throw<ServingException>()
            .WithMessage(message)
            .Which.Code.Should()
            .Be(ServingErrorCode.InvalidArgument);
    }

    [Fact]
    public void Find_CharactersOfTwoCodePoints_AreRefused()
    {
        var find = () => Tokenizer(["[PAD]", "[UNK]"], ["[PAD]", "[UNK]", "ab"]);

        find.Should().Throw<ServingException>().WithMessage("chars.txt, line 3: 'ab' is not one code point.");
    }

    private WordTokenizer Tokenizer(string[] words, string[]? characters)
    {
        // One file with a byte order mark and one without.
        File.WriteAllText(
            Path.Combine(_folder, WordTokenizer.WordsFile),
            string.Join('\n', words) + "\n",
            Encoding.UTF8
        );
        if (characters is not null)
            File.WriteAllText(
                Path.Combine(_folder, WordTokenizer.CharactersFile),
                string.Join('\n', characters) + "\n"
            );
        return WordTokenizer.Find(_folder)!;
    }
}
