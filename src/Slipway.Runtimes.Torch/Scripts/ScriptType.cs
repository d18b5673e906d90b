namespace Slipway.Runtimes.Torch.Scripts;

/// <summary>A type as TorchScript writes it: <c>Tuple[Tensor, List[Tensor]]</c>.</summary>
internal sealed record ScriptType(string Name, IReadOnlyList<ScriptType> Arguments)
{
    private const int MaxDepth = 32;

    public static ScriptType Tensor { get; } = new("Tensor", []);

    public bool IsTensor => Name == "Tensor";

    /// <summary>A tensor that may be missing.</summary>
    public bool IsOptionalTensor => Name == "Optional" && Arguments is [{ IsTensor: true }];

    /// <summary>Whether it is one number or truth value.</summary>
    public bool IsScalar => Name is "int" or "float" or "bool" or "number";

    /// <summary>Reads a type; null where the text is none.</summary>
    public static ScriptType? Parse(string text)
    {
        var position = 0;
        return Parse(text, ref position, 0) is { } type && position == text.Length ? type : null;
    }

    public override string ToString() =>
        Arguments.Count == 0 ? Name : $"{Name}[{string.Join(", ", Arguments.Select(argument => argument.ToString()))}]";

    private static ScriptType? Parse(string text, ref int position, int depth)
    {
        if (depth > MaxDepth)
            return null;
        Skip(text, ref position);
        var start = position;
        while (position < text.Length && (char.IsLetterOrDigit(text[position]) || text[position] is '_' or '.'))
        {
            position++;
        }

        var name = text[start..position];
        if (name.Length == 0)
            return null;
        if (position == text.Length || text[position] != '[')
            return new ScriptType(name, []);
        var arguments = new List<ScriptType>();
        do
        {
            position++;
            // The type of an empty tuple.
            if (position < text.Length && text[position] == ']')
                break;
            if (Parse(text, ref position, depth + 1) is not { } argument)
                return null;
            arguments.Add(argument);
            Skip(text, ref position);
        } while (position < text.Length && text[position] == ',');

        if (position == text.Length || text[position] != ']')
            return null;
        position++;
        return new ScriptType(name, arguments);
    }

    private static void Skip(string text, ref int position)
    {
        while (position < text.Length && char.IsWhiteSpace(text[position]))
        {
            position++;
        }
    }
}
