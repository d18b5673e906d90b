using System.Diagnostics.CodeAnalysis;

namespace Slipway.Tasks.Tokenizers.Models;

/// <summary>Tokens and their ids, both ways. Immutable.</summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private readonly Dictionary<int, string> _tokens;

    /// <param name="ids">Owned by the vocabulary from now on; compares ordinally.</param>
    public Vocabulary(Dictionary<string, int> ids)
    {
        _ids = ids;
        _bySpan = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        _tokens = new Dictionary<int, string>(ids.Count);
        foreach (var (token, id) in ids)
        {
            _tokens[id] = token;
            LongestToken = Math.Max(LongestToken, token.Length);
        }
    }

    public int Count => _ids.Count;

    /// <summary>Code units of the longest token.</summary>
    public int LongestToken { get; }

    public IReadOnlyDictionary<string, int> Ids => _ids;

    public bool TryGetId(ReadOnlySpan<char> token, out int id) => _bySpan.TryGetValue(token, out id);

    public int? IdOf(string? token) => token is not null && _ids.TryGetValue(token, out var id) ? id : null;

    public string TokenOf(int id) => _tokens[id];

    public bool TryGetToken(int id, [NotNullWhen(true)] out string? token) => _tokens.TryGetValue(id, out token);
}
