using System.Text.Json;
using Slipway.Inference;
using Slipway.Protocols.Json.Reading;

namespace Slipway.Protocols.OpenInference.Rest.Reading;

/// <summary>Reads a <c>parameters</c> object (Open Inference Protocol V2, "Parameters").</summary>
internal static class ParameterReader
{
    /// <summary>
    /// At the property; null where the value is null, which some clients send for none. The owner is named in messages
    /// by its text.
    /// </summary>
    public static async ValueTask<InferenceParameters?> ReadAsync(
        JsonCursor cursor,
        MessageContext context,
        object owner,
        CancellationToken cancellationToken
    )
    {
        await cursor.ReadAsync(cancellationToken);
        if (cursor.TokenType == JsonTokenType.Null)
            return null;
        if (cursor.TokenType != JsonTokenType.StartObject)
            throw context.Invalid($"'parameters' of {owner} must be an object, not {cursor.Describe()}.");

        var parameters = new InferenceParameters();
        var count = 0;
        while (await cursor.ReadFieldAsync(cancellationToken))
        {
            if (++count > InferenceParameters.MaxCount)
                throw context.Invalid($"{owner} has more than {InferenceParameters.MaxCount} parameters.");
            var name = ReadName(cursor);
            await cursor.ReadAsync(cancellationToken);
            parameters[name] = Value(cursor, context, name, owner);
        }

        return parameters;
    }

    // The names that travel with every binary request need no string of their own.
    private static string ReadName(JsonCursor cursor) =>
        cursor.NameIs("binary_data_size"u8) ? BinaryParameters.BinaryDataSize
        : cursor.NameIs("binary_data_output"u8) ? BinaryParameters.BinaryDataOutput
        : cursor.NameIs("binary_data"u8) ? BinaryParameters.BinaryData
        : cursor.GetName("parameter name");

    private static ParameterValue Value(JsonCursor cursor, MessageContext context, string name, object owner)
    {
        switch (cursor.TokenType)
        {
            case JsonTokenType.String:
                return new ParameterValue(cursor.GetText("value of a parameter"));
            case JsonTokenType.True:
                return new ParameterValue(true);
            case JsonTokenType.False:
                return new ParameterValue(false);
            case JsonTokenType.Number when cursor.TryGetInt64(out var signed):
                return new ParameterValue(signed);
            case JsonTokenType.Number when cursor.TryGetUInt64(out var unsigned):
                return new ParameterValue(unsigned);
            case JsonTokenType.Number when cursor.TryGetFraction(out var fraction):
                return new ParameterValue(fraction);
            default:
                throw context.Invalid(
                    $"parameter {MessageContext.Quote(name)} of {owner} is {cursor.Describe()}; a parameter is a string, "
                        + "a boolean, an integer of up to 64 bits or a finite number."
                );
        }
    }
}
