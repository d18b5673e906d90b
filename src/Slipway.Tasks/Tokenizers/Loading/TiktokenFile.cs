using System.Globalization;
using Slipway.Tasks.Tokenizers.Added;
using Slipway.Tasks.Tokenizers.Decoders;
using Slipway.Tasks.Tokenizers.Models;
using Slipway.Tasks.Tokenizers.Patterns;
using Slipway.Tasks.Tokenizers.PreTokenizers;
using Slipway.Tasks.Tokenizers.Unicode;

namespace Slipway.Tasks.Tokenizers.Loading;

/// <summary>
/// A <c>*.tiktoken</c> file: on each line a token's bytes in base64 and its rank, which is its id. The pattern follows from
/// the file's name: r50k, p50k and gpt2 have GPT-2's, o200k and 4o their own, qwen single digits, all others cl100k's.
/// </summary>
internal static class TiktokenFile
{
    public static Tokenizer Read(string path, TokenizerConfig config)
    {
        var file = Path.GetFileName(path);
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in TokenizerFile.ReadLines(path))
        {
            number++;
            if (line.Length > 0)
                ids[Token(line, file, number, out var rank)] = rank;
        }

        var vocabulary = new Vocabulary(ids);
        var (pattern, special) = Named(file, vocabulary.Count);
        var added = config.AddedTokens().ToList();
        if (added.Count == 0)
            added.AddRange(special);

        return new Tokenizer(
            new TokenizerParts
            {
                PreTokenizer = new PreTokenizerSequence([
                    new SplitPreTokenizer(pattern, SplitBehavior.Isolated, inverted: false),
                    new ByteLevelPreTokenizer(addPrefixSpace: false, usesPattern: false),
                ]),
                Model = new BpeModel(vocabulary, RankedMerges.Of(vocabulary), new BpeSettings { IgnoreMerges = true }),
                Decoder = new ByteLevelDecoder(),
                AddedTokens = added,
                SpecialTokens = config.Ids(
                    token => added.Find(one => one.Content == token)?.Id ?? vocabulary.IdOf(token),
                    null,
                    null
                ),
                MaxLength = config.MaxLength,
            }
        );
    }

    private static string Token(string line, string file, int number, out int rank)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var bytes = new byte[line.Length];
        rank = 0;
        if (
            space <= 0
            || !Convert.TryFromBase64Chars(line.AsSpan(0, space), bytes, out var count)
            || count == 0
            || !int.TryParse(line.AsSpan(space + 1), NumberStyles.None, CultureInfo.InvariantCulture, out rank)
        )
            throw TokenizerFile.Wrong(file, $"line {number} is no token in base64, a space and a rank.");

        return string.Create(
            count,
            bytes,
            (token, from) =>
            {
                for (var i = 0; i < token.Length; i++)
                    token[i] = ByteCharacters.Of(from[i]);
            }
        );
    }

    private static (TextPattern Pattern, AddedToken[] Special) Named(string file, int count)
    {
        if (Has("r50k") || Has("gpt2") || Has("p50k"))
            return (Gpt2Pattern.Instance, [Special(50256, "<|endoftext|>")]);
        if (Has("o200k") || Has("4o"))
            return (O200kPattern.Instance, [Special(199999, "<|endoftext|>"), Special(200018, "<|endofprompt|>")]);
        if (Has("qwen"))
            return (
                Cl100kPattern.Digits1,
                [Special(count, "<|endoftext|>"), Special(count + 1, "<|im_start|>"), Special(count + 2, "<|im_end|>")]
            );
        if (Has("cl100k"))
            return (
                Cl100kPattern.Digits3,
                [
                    Special(100257, "<|endoftext|>"),
                    Special(100258, "<|fim_prefix|>"),
                    Special(100259, "<|fim_middle|>"),
                    Special(100260, "<|fim_suffix|>"),
                    Special(100276, "<|endofprompt|>"),
                ]
            );

        return (Cl100kPattern.Digits3, []);

        bool Has(string part) => file.Contains(part, StringComparison.OrdinalIgnoreCase);
        static AddedToken Special(int id, string content) => new(id, content) { Special = true };
    }
}
