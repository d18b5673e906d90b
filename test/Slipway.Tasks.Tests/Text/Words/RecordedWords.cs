using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Tasks.Tests.Text.Words;

/// <summary>
/// What the trained samples' own rule (<c>samples/models/ner/words.py</c>) makes of difficult texts, recorded by
/// <c>record_words.py</c> beside it.
/// </summary>
internal sealed record RecordedWords(
    [property: JsonPropertyName("words")] string[] Words,
    [property: JsonPropertyName("characters")] string[] Characters,
    [property: JsonPropertyName("texts")] RecordedText[] Texts
)
{
    public static RecordedWords Read([CallerFilePath] string here = "") =>
        JsonSerializer.Deserialize<RecordedWords>(
            File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "words.recorded.json"))
        )!;
}

internal sealed record RecordedText(
    [property: JsonPropertyName("text")] string Text,
    [property: JsonPropertyName("words")] int[][] Words,
    [property: JsonPropertyName("ids")] long[] Ids,
    [property: JsonPropertyName("chars")] long[][] Characters
);
