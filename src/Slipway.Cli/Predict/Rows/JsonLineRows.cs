using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Slipway.Cli.Predict.Rows;

/// <summary>
/// Rows of a file of JSON lines: objects. A line that is a value alone is a row of one column of the name <c>value</c>; empty
/// lines are passed over.
/// </summary>
internal static class JsonLineRows
{
    public const string ValueColumn = "value";

    public static async IAsyncEnumerable<InputRow> ReadAsync(
        string path,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var file = File.OpenRead(path);
        using var text = TextFile.Open(file);
        long number = 0;
        while (await text.ReadLineAsync(cancellationToken) is { } line)
        {
            if (string.IsNullOrWhiteSpace(line))
                continue;
            yield return Read(line, ++number) with
            {
                Share = (double)file.Position / Math.Max(1, file.Length),
            };
        }
    }

    private static InputRow Read(string line, long number)
    {
        if (TextFile.IsWrong(line))
            return InputRow.Unreadable(number, TextFile.NoUtf8, line);
        try
        {
            var value = JsonElement.Parse(line);
            return new InputRow(
                number,
                value.ValueKind == JsonValueKind.Object
                    ? [.. value.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, member.Value))]
                    : [KeyValuePair.Create(ValueColumn, value)]
            );
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return InputRow.Unreadable(number, $"The line is no JSON: {Plain(e.Message)}.", line);
        }
    }

    // The parser ends with a position in a form of its own.
    private static string Plain(string message)
    {
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end < 0 ? message : message[..end]).TrimEnd('.');
    }
}
