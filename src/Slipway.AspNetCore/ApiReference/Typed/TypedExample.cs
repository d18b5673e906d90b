using System.Buffers;
using System.Text;
using System.Text.Json;
using Slipway.Tasks;

namespace Slipway.AspNetCore.ApiReference.Typed;

/// <summary>The example of a typed model in the forms in which it can be sent.</summary>
internal static class TypedExample
{
    /// <summary>JSON on one line, its texts readable.</summary>
    public static string Json(TypedDescription typed)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new() { Encoder = ExampleTensor.Encoder }))
        {
            typed.Example.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>A shell command that sends it to <paramref name="url"/>.</summary>
    public static string ToCurl(TypedDescription typed, string url) =>
        $"curl -s {ExampleRequest.Quote(url)} \\\n  -H 'Content-Type: application/json' \\\n"
        + $"  -d {ExampleRequest.Quote(Json(typed))}";

    /// <summary>The text that it is about; null where it is about something else.</summary>
    public static string? Text(TypedDescription typed) =>
        typed.Example.ValueKind == JsonValueKind.Object
        && typed.Example.TryGetProperty("text", out var text)
        && text.ValueKind == JsonValueKind.String
            ? text.GetString()
            : null;

    /// <summary>Its first record under a row of names; null where it is no record of plain values.</summary>
    public static string? Csv(TypedDescription typed)
    {
        var record = typed.Example;
        if (record.ValueKind == JsonValueKind.Object && record.TryGetProperty("records", out var records))
        {
            if (records.ValueKind != JsonValueKind.Array || records.GetArrayLength() == 0)
                return null;
            record = records[0];
        }

        if (record.ValueKind != JsonValueKind.Object)
            return null;
        var members = record.EnumerateObject().ToArray();
        if (members.Any(member => member.Value.ValueKind is JsonValueKind.Array or JsonValueKind.Object))
            return null;
        var names = string.Join(',', members.Select(member => Cell(member.Name)));
        var values = string.Join(',', members.Select(member => Cell(member.Value.ToString())));
        return $"{names}\n{values}\n";
    }

    // RFC 4180, section 2.
    private static string Cell(string value) =>
        value.AsSpan().ContainsAny(",\"\r\n") ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
}
