using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Tasks.Tabular.Answers;

/// <summary>What an answer is made of. Immutable.</summary>
internal sealed record AnswerLayout(IReadOnlyList<AnswerPart> Parts)
{
    /// <summary>The outputs that are asked for.</summary>
    public IReadOnlyList<string> Outputs { get; } =
    [.. Parts.SelectMany(part => part.Outputs).Distinct(StringComparer.Ordinal)];

    public IReadOnlyList<string> Labels { get; } = Parts.OfType<ClassPart>().FirstOrDefault()?.Labels ?? [];

    public JsonObject Schema()
    {
        var properties = new JsonObject();
        foreach (var part in Parts)
        {
            part.Describe(properties);
        }

        return new JsonObject { ["type"] = "object", ["properties"] = properties };
    }

    /// <summary>The answers to the rows of one call.</summary>
    public AnswerTable Read(OutputTensors outputs) => new([.. Parts.Select(part => part.Read(outputs))]);
}

/// <summary>The answers to the rows of one call; gone with its outputs.</summary>
internal sealed class AnswerTable(IReadOnlyList<AnswerRows> parts)
{
    public IEnumerable<string> Header => parts.SelectMany(part => part.Header);

    public IEnumerable<string> Fields(int row) => parts.SelectMany(part => part.Fields(row));

    public void Write(Utf8JsonWriter writer, int row)
    {
        writer.WriteStartObject();
        foreach (var part in parts)
        {
            part.WriteMembers(writer, row);
        }

        writer.WriteEndObject();
    }

    /// <summary>The value alone, where it is only one.</summary>
    public void WriteValue(Utf8JsonWriter writer, int row)
    {
        if (parts.Count == 1)
            parts[0].WriteValue(writer, row);
        else
            Write(writer, row);
    }
}
