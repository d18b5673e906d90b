namespace Slipway.Tasks;

/// <summary>An answer in the words of a task. Immutable.</summary>
/// <param name="MediaType">For example <c>application/json</c>.</param>
/// <param name="Body">The bytes; the answer's own.</param>
public sealed record TypedAnswer(string MediaType, ReadOnlyMemory<byte> Body)
{
    public const string Json = "application/json";

    public const string JsonLines = "application/jsonl";
}
