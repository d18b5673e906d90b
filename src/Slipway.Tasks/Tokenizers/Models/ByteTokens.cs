using System.Globalization;

namespace Slipway.Tasks.Tokenizers.Models;

/// <summary>The tokens that stand for single bytes in vocabularies of SentencePiece: &lt;0x00&gt; … &lt;0xFF&gt;.</summary>
internal static class ByteTokens
{
    /// <summary>The id for each byte, -1 where the vocabulary has none.</summary>
    public static int[] Of(Vocabulary vocabulary)
    {
        var ids = new int[256];
        for (var i = 0; i < ids.Length; i++)
            ids[i] = vocabulary.IdOf(string.Create(CultureInfo.InvariantCulture, $"<0x{i:X2}>")) ?? -1;

        return ids;
    }
}
