using Google.Protobuf.Reflection;

namespace Slipway.Protocols.TextFormat;

/// <summary>
/// Reads the fields of a message, nested ones by recursion, and writes them in wire format. What is wrong with one
/// field is noted, the field passed over, and the rest read on.
/// </summary>
internal sealed class MessageReader(
    TextLexer lexer,
    TextFormatErrors errors,
    TextFormatPositions positions,
    int maxDepth
)
{
    private readonly ScalarReader _scalars = new(lexer);
    private readonly ValueSkipper _skipper = new(lexer, maxDepth);

    /// <exception cref="TextSyntaxException">From here on the text cannot be read.</exception>
    public void ReadRoot(MessageDescriptor type, WireBuffer wire) => ReadFields(type, wire, '\0', "", 0);

    private void ReadFields(MessageDescriptor type, WireBuffer wire, char end, string path, int depth)
    {
        var seen = new SeenFields();
        while (end == '\0' ? lexer.Current.Kind != TextTokenKind.End : !lexer.Is(end))
        {
            ReadField(type, seen, wire, path, depth);
            if (!lexer.TryTake(','))
                lexer.TryTake(';');
        }
    }

    private void ReadField(MessageDescriptor type, SeenFields seen, WireBuffer wire, string path, int depth)
    {
        var position = lexer.Current.Position;
        if (lexer.Is('['))
        {
            errors.Add(
                position,
                "names in brackets (extensions, expanded Any values) are not read here; remove the field"
            );
            _skipper.SkipBracketedName();
            _skipper.SkipFieldValue();
            return;
        }

        if (lexer.Current.Kind != TextTokenKind.Identifier)
            throw lexer.Unexpected($"a field of {type.Name}");
        var name = lexer.Text.ToString();
        lexer.Advance();
        var field = type.FindFieldByName(name);
        if (field is null)
        {
            errors.Add(
                position,
                NearNames.Unknown($"'{NearNames.Short(name)}' is not a field of {type.Name}", name, NamesOf(type))
            );
            _skipper.SkipFieldValue();
            return;
        }

        var isMessage = field.FieldType is FieldType.Message or FieldType.Group;
        if (!lexer.TryTake(':') && !isMessage)
            errors.Add(lexer.Current.Position, $"expected ':' after '{name}'");
        if (seen.Refuse(field) is { } refusal)
            errors.Add(position, refusal);

        var place = path.Length == 0 ? name : $"{path}.{name}";
        if (!isMessage)
            positions.Add(place, position);
        if (lexer.Is('['))
            ReadList(field, seen, wire, place, depth);
        else
            ReadValue(field, seen, wire, place, depth);
    }

    private void ReadList(FieldDescriptor field, SeenFields seen, WireBuffer wire, string place, int depth)
    {
        if (!field.IsRepeated)
        {
            errors.Add(lexer.Current.Position, $"'{field.Name}' takes one value; remove the brackets");
            _skipper.SkipValue();
            return;
        }

        lexer.Take('[');
        if (lexer.TryTake(']'))
            return;
        do
        {
            if (lexer.Is('['))
                throw lexer.Unexpected($"a value of '{field.Name}'");
            ReadValue(field, seen, wire, place, depth);
        } while (lexer.TryTake(','));

        lexer.Take(']');
    }

    private void ReadValue(FieldDescriptor field, SeenFields seen, WireBuffer wire, string place, int depth)
    {
        var position = lexer.Current.Position;
        var isMessage = field.FieldType is FieldType.Message or FieldType.Group;
        var isBraced = lexer.Is('{') || lexer.Is('<');
        if (isMessage && isBraced)
        {
            var index = seen.Count(field);
            positions.Add(place, position);
            if (field.IsRepeated)
                place = $"{place}[{index}]";
            positions.Add(place, position);
            ReadMessage(field, wire, place, depth);
            return;
        }

        var error =
            isMessage ? $"'{field.Name}' takes a message: {field.Name} {{ … }}, found {lexer.Shown}"
            : isBraced ? $"'{field.Name}' takes {ScalarReader.Describe(field)}, not a message"
            : _scalars.Read(field, wire);
        if (error is null)
            return;
        errors.Add(position, error);
        _skipper.SkipValue();
    }

    private void ReadMessage(FieldDescriptor field, WireBuffer wire, string place, int depth)
    {
        if (depth >= maxDepth)
            throw new TextSyntaxException(lexer.Current.Position, $"messages are nested more than {maxDepth} deep");
        var end = lexer.Is('<') ? '>' : '}';
        lexer.Advance();
        var inner = new WireBuffer();
        ReadFields(field.MessageType, inner, end, place, depth + 1);
        lexer.Take(end);
        wire.Bytes(field.FieldNumber, inner.Written);
    }

    private static IEnumerable<string> NamesOf(MessageDescriptor type) =>
        type.Fields.InDeclarationOrder().Select(field => field.Name);
}
