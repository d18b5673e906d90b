using System.Text.Json;

namespace Slipway.Cli.Predict.Results;

/// <summary>What a column of results may be written as.</summary>
internal enum ResultType
{
    /// <summary>Nothing but nulls so far.</summary>
    Unknown,
    Boolean,
    Integer,
    Number,
    Text,
}

/// <summary>A column of results; its type is the narrowest that all of its values are of.</summary>
internal sealed class ResultColumn(string name)
{
    public string Name => name;

    public ResultType Type { get; private set; }

    /// <summary>Takes note of a value.</summary>
    public void See(JsonElement value)
    {
        var type = value.ValueKind switch
        {
            JsonValueKind.Null => Type,
            JsonValueKind.True or JsonValueKind.False => ResultType.Boolean,
            JsonValueKind.Number => value.TryGetInt64(out _) ? ResultType.Integer : ResultType.Number,
            _ => ResultType.Text,
        };
        Type =
            Type == ResultType.Unknown || Type == type ? type
            : Type is ResultType.Integer or ResultType.Number && type is ResultType.Integer or ResultType.Number
                ? ResultType.Number
            : ResultType.Text;
    }

    /// <summary>A value as text: that of a text, the JSON of anything else; empty for none.</summary>
    public static string? TextOf(JsonElement? value) =>
        value is not { } found || found.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null
        : found.ValueKind == JsonValueKind.String ? found.GetString()
        : found.GetRawText();
}
