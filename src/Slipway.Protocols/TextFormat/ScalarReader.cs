using System.Runtime.InteropServices;
using System.Text.Unicode;
using Google.Protobuf.Reflection;

namespace Slipway.Protocols.TextFormat;

/// <summary>Reads one value of a field that is no message, and writes it with the field's tag.</summary>
internal sealed class ScalarReader(TextLexer lexer)
{
    /// <summary>
    /// Null where the value was read and written; else what is wrong with it, and then the lexer stands at what is left
    /// of the value.
    /// </summary>
    public string? Read(FieldDescriptor field, WireBuffer wire) =>
        field.FieldType switch
        {
            FieldType.String or FieldType.Bytes => ReadText(field, wire),
            FieldType.Bool => ReadBool(field, wire),
            FieldType.Enum => ReadEnum(field, wire),
            FieldType.Float or FieldType.Double => ReadFloat(field, wire),
            _ => ReadInteger(field, wire),
        };

    /// <summary>The values that the field takes, for messages.</summary>
    public static string Describe(FieldDescriptor field) =>
        field.FieldType switch
        {
            FieldType.String or FieldType.Bytes => "a text in quotes",
            FieldType.Bool => "true or false",
            FieldType.Enum => $"a name of {field.EnumType.Name}",
            FieldType.Float or FieldType.Double => "a number",
            _ => $"a whole number of {WholeNumbers.Least(field.FieldType)} to {WholeNumbers.Most(field.FieldType)}",
        };

    private string? ReadText(FieldDescriptor field, WireBuffer wire)
    {
        if (lexer.Current.Kind != TextTokenKind.String)
            return Misfit(field, "");
        var position = lexer.Current.Position;
        var content = new List<byte>();
        while (lexer.Current.Kind == TextTokenKind.String)
        {
            if (QuotedText.Append(lexer.Text[1..^1], content) is { } error)
                return $"'{field.Name}': {error}";
            lexer.Advance();
        }

        var bytes = CollectionsMarshal.AsSpan(content);
        if (field.FieldType == FieldType.String && !Utf8.IsValid(bytes))
            throw new TextSyntaxException(position, $"'{field.Name}' is not UTF-8 after its escapes are resolved");
        wire.Bytes(field.FieldNumber, bytes);
        return null;
    }

    private string? ReadBool(FieldDescriptor field, WireBuffer wire)
    {
        bool? value = lexer.Current.Kind switch
        {
            TextTokenKind.Identifier when lexer.Text is "true" or "True" or "t" => true,
            TextTokenKind.Identifier when lexer.Text is "false" or "False" or "f" => false,
            TextTokenKind.Number when NumberText.TryWhole(lexer.Text, out var number) && number <= 1 => number == 1,
            _ => null,
        };
        if (value is null)
            return Misfit(field, "");
        wire.Varint(field.FieldNumber, value.Value ? 1UL : 0);
        lexer.Advance();
        return null;
    }

    private string? ReadEnum(FieldDescriptor field, WireBuffer wire)
    {
        var sign = TakeSign();
        EnumValueDescriptor? value = null;
        if (lexer.Current.Kind == TextTokenKind.Identifier && sign.Length == 0)
            value = field.EnumType.FindValueByName(lexer.Text.ToString());
        else if (lexer.Current.Kind == TextTokenKind.Number && NumberText.TryWhole(lexer.Text, out var number))
            value = ByNumber(field.EnumType, sign.Length > 0 ? -(Int128)number : number);
        if (value is null)
        {
            var given = lexer.Text.ToString();
            return NearNames.Unknown(
                $"{Shown(sign)} is not a value of {field.EnumType.Name}",
                given,
                field.EnumType.Values.Select(known => known.Name)
            );
        }

        wire.Varint(field.FieldNumber, (ulong)(long)value.Number);
        lexer.Advance();
        return null;
    }

    private string? ReadFloat(FieldDescriptor field, WireBuffer wire)
    {
        var sign = TakeSign();
        if (
            lexer.Current.Kind is not (TextTokenKind.Number or TextTokenKind.Identifier)
            || !NumberText.TryFloat(lexer.Text, out var value)
        )
        {
            return Misfit(field, sign);
        }

        if (sign.Length > 0)
            value = -value;
        if (field.FieldType == FieldType.Double)
            wire.Fixed64(field.FieldNumber, BitConverter.DoubleToUInt64Bits(value));
        else
            wire.Fixed32(field.FieldNumber, BitConverter.SingleToUInt32Bits((float)value));
        lexer.Advance();
        return null;
    }

    private string? ReadInteger(FieldDescriptor field, WireBuffer wire)
    {
        var sign = TakeSign();
        if (lexer.Current.Kind != TextTokenKind.Number || !NumberText.TryWhole(lexer.Text, out var magnitude))
            return Misfit(field, sign);
        var value = sign.Length > 0 ? -(Int128)magnitude : magnitude;
        if (value < WholeNumbers.Least(field.FieldType) || value > WholeNumbers.Most(field.FieldType))
            return Misfit(field, sign);
        WholeNumbers.Write(field, value, wire);
        lexer.Advance();
        return null;
    }

    private string TakeSign() => lexer.TryTake('-') ? "-" : "";

    private string Misfit(FieldDescriptor field, string sign) =>
        $"'{field.Name}' takes {Describe(field)}, found {Shown(sign)}";

    private string Shown(string sign) => sign.Length > 0 ? lexer.Shown.Insert(1, sign) : lexer.Shown;

    private static EnumValueDescriptor? ByNumber(EnumDescriptor type, Int128 number) =>
        number >= int.MinValue && number <= int.MaxValue ? type.FindValueByNumber((int)number) : null;
}
