using System.Globalization;
using System.Text;
using System.Text.Json;
using Google.Protobuf.Reflection;
using Slipway.Errors;

namespace Slipway.Protocols.OpenInference.Configuration;

/// <summary>
/// Turns proto3's JSON of a message into text format, by the descriptor's metadata alone, so that one reader has the say
/// on both. Names may be those of the .proto file or in lowerCamelCase; numbers and booleans may be strings. What does
/// not fit is passed on as it is, for the reader of the text to refuse with its words.
/// </summary>
internal static class JsonTextFormat
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <exception cref="ServingException">InvalidArgument where it is no JSON object.</exception>
    public static string ToText(string json, MessageDescriptor type)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw ServingException.InvalidArgument("the configuration must be a JSON object.");
            var text = new StringBuilder(json.Length);
            WriteFields(text, document.RootElement, type);
            return text.ToString();
        }
        catch (JsonException e)
        {
            throw new ServingException(
                ServingErrorCode.InvalidArgument,
                $"the configuration is not valid JSON: {e.Message}",
                e
            );
        }
    }

    private static void WriteFields(StringBuilder text, JsonElement value, MessageDescriptor type)
    {
        foreach (var member in value.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Null)
                continue;
            var field = type
                .Fields.InDeclarationOrder()
                .FirstOrDefault(known => known.Name == member.Name || known.JsonName == member.Name);
            var name = field?.Name ?? Identifier(member.Name);
            if (field is { IsMap: true } && member.Value.ValueKind == JsonValueKind.Object)
                WriteMap(text, name, member.Value, field.MessageType);
            else if (member.Value.ValueKind == JsonValueKind.Array)
                WriteList(text, name, member.Value, field);
            else
                WriteField(text, name, member.Value, field);
        }
    }

    private static void WriteList(StringBuilder text, string name, JsonElement values, FieldDescriptor? field)
    {
        foreach (var value in values.EnumerateArray())
        {
            WriteField(text, name, value, field);
        }
    }

    private static void WriteMap(StringBuilder text, string name, JsonElement entries, MessageDescriptor entryType)
    {
        var (keyField, valueField) = (entryType.FindFieldByNumber(1), entryType.FindFieldByNumber(2));
        foreach (var entry in entries.EnumerateObject())
        {
            text.Append(name).Append(" { key: ");
            WriteText(text, entry.Name, keyField);
            text.Append(' ');
            WriteField(text, "value", entry.Value, valueField);
            text.Append("} ");
        }
    }

    private static void WriteField(StringBuilder text, string name, JsonElement value, FieldDescriptor? field)
    {
        text.Append(name);
        if (value.ValueKind == JsonValueKind.Object)
        {
            text.Append(" { ");
            if (field?.FieldType == FieldType.Message)
                WriteFields(text, value, field.MessageType);
            text.Append("}\n");
            return;
        }

        text.Append(": ");
        if (value.ValueKind == JsonValueKind.String)
            WriteText(text, value.GetString()!, field);
        else
            text.Append(value.GetRawText());
        text.Append('\n');
    }

    // Text in place of a number, a boolean or an enum's name goes without its quotes, but only where it is one word.
    private static void WriteText(StringBuilder text, string value, FieldDescriptor? field)
    {
        var isText = field is null or { FieldType: FieldType.String or FieldType.Bytes };
        if (
            !isText
            && value.Length > 0
            && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '+')
        )
            text.Append(value);
        else
            AppendQuoted(text, value);
    }

    private static void AppendQuoted(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var unit in Encoding.UTF8.GetBytes(value))
        {
            if (unit is >= 0x20 and < 0x7f and not ((byte)'"' or (byte)'\\'))
                text.Append((char)unit);
            else
                text.Append('\\').Append(Convert.ToString(unit, 8).PadLeft(3, '0'));
        }

        text.Append('"');
    }

    private static string Identifier(string name)
    {
        var plain = new StringBuilder();
        foreach (var c in name)
        {
            plain.Append(char.IsAsciiLetterOrDigit(c) || c == '_' ? c : '_');
        }

        return plain.Length == 0 || char.IsAsciiDigit(plain[0])
            ? string.Create(CultureInfo.InvariantCulture, $"_{plain}")
            : plain.ToString();
    }
}
