using System.Text.Json;

namespace Slipway.Importers.Trees.XGBoost;

/// <summary>Reads a model in JSON, with bare <c>NaN</c> and <c>Infinity</c>, which XGBoost's wrappers write.</summary>
internal static class JsonModel
{
    private const int MaxDepth = 64;

    /// <param name="json">The text; what JSON does not know in it is overwritten.</param>
    /// <exception cref="ImportException">It is no JSON.</exception>
    public static ModelValue Read(Span<byte> json)
    {
        MakeStrict(json);
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            reader.Read();
            var value = ReadValue(ref reader);
            while (reader.Read())
            {
                // Nothing may follow, and what does is an error of the reader.
            }

            return value;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw ModelValue.Corrupt($"its JSON ends or breaks at byte {reader.TokenStartIndex}");
        }
    }

    // Words outside strings that JSON lacks become something as long that it has: an empty text, a number out of range.
    private static void MakeStrict(Span<byte> json)
    {
        var inText = false;
        for (var i = 0; i < json.Length; i++)
        {
            switch (json[i])
            {
                case (byte)'\\' when inText:
                    i++;
                    break;
                case (byte)'"':
                    inText = !inText;
                    break;
                case (byte)'N' when !inText && json[i..].StartsWith("NaN"u8):
                    "\"\" "u8.CopyTo(json[i..]);
                    i += 2;
                    break;
                case (byte)'I' when !inText && json[i..].StartsWith("Infinity"u8):
                    "1e999   "u8.CopyTo(json[i..]);
                    break;
            }
        }
    }

    private static ModelValue ReadValue(ref Utf8JsonReader reader) =>
        reader.TokenType switch
        {
            JsonTokenType.StartObject => ReadObject(ref reader),
            JsonTokenType.StartArray => ReadArray(ref reader),
            JsonTokenType.String => new ModelValue(reader.GetString()!),
            JsonTokenType.Number => new ModelValue(reader.GetDouble()),
            JsonTokenType.True => new ModelValue(1),
            JsonTokenType.False => new ModelValue(0),
            _ => new ModelValue(double.NaN),
        };

    private static ModelValue ReadObject(ref Utf8JsonReader reader)
    {
        var members = new Dictionary<string, ModelValue>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            members[name] = ReadValue(ref reader);
        }

        return new ModelValue(members);
    }

    private static ModelValue ReadArray(ref Utf8JsonReader reader)
    {
        var numbers = new List<double>();
        List<ModelValue>? items = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (items is null && reader.TokenType is JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False)
            {
                numbers.Add(ReadValue(ref reader).Number);
                continue;
            }

            items ??= [.. numbers.Select(number => new ModelValue(number))];
            items.Add(ReadValue(ref reader));
        }

        return items is null ? new ModelValue(numbers.ToArray()) : new ModelValue(items);
    }
}
