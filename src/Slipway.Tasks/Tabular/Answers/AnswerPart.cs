using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Tasks.Tabular.Answers;

/// <summary>What of an answer comes from which outputs. Thread-safe.</summary>
internal abstract class AnswerPart
{
    /// <summary>The outputs that are needed.</summary>
    public abstract IEnumerable<string> Outputs { get; }

    /// <summary>Adds the members of the answer to its JSON Schema.</summary>
    public abstract void Describe(JsonObject properties);

    /// <summary>Reads what the model gave.</summary>
    public abstract AnswerRows Read(OutputTensors outputs);
}

/// <summary>A part of the answers to the rows of one call.</summary>
internal abstract class AnswerRows
{
    /// <summary>Writes the members of the answer.</summary>
    public abstract void WriteMembers(Utf8JsonWriter writer, int row);

    /// <summary>Writes the answer as one value, as other servers do.</summary>
    public abstract void WriteValue(Utf8JsonWriter writer, int row);

    /// <summary>The names of its columns in CSV.</summary>
    public abstract IEnumerable<string> Header { get; }

    /// <summary>Its fields in CSV, as many as <see cref="Header"/> has.</summary>
    public abstract IEnumerable<string> Fields(int row);
}
