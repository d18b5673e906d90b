namespace Slipway.Runtimes.Torch.Scripts;

/// <summary>Reads <c>def forward(self: T, x: Tensor, n: int=1) -> Tensor:</c>.</summary>
internal static class FunctionHead
{
    public static ScriptFunction? Parse(string head, bool method)
    {
        var open = head.IndexOf('(', StringComparison.Ordinal);
        var close = open < 0 ? -1 : Close(head, open);
        if (close < 0)
            return null;
        var name = head["def ".Length..open].Trim();
        var parts = Brackets.Split(head[(open + 1)..close]);
        var self = method && parts.Count > 0 ? parts[0].Split(':')[0].Trim() : null;
        var parameters = new List<ScriptParameter>();
        foreach (var part in parts.Skip(self is null ? 0 : 1))
        {
            if (Parameter(part) is not { } parameter)
                return null;
            parameters.Add(parameter);
        }

        var arrow = head.IndexOf("->", close, StringComparison.Ordinal);
        var returns = arrow < 0 ? null : ScriptType.Parse(head[(arrow + 2)..].Trim().TrimEnd(':').Trim());
        return new ScriptFunction(name, self, parameters, returns, []);
    }

    private static ScriptParameter? Parameter(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return null;
        var equals = text.IndexOf('=', colon);
        var type = ScriptType.Parse(text[(colon + 1)..(equals < 0 ? text.Length : equals)].Trim());
        return type is null
            ? null
            : new ScriptParameter(text[..colon].Trim(), type, equals < 0 ? null : text[(equals + 1)..].Trim());
    }

    private static int Close(string text, int open)
    {
        var depth = 0;
        for (var i = open; i < text.Length; i++)
        {
            if (text[i] is '"' or '\'')
                i = Brackets.EndOfString(text, i);
            else if (text[i] is '(' or '[')
                depth++;
            else if (text[i] is ')' or ']' && --depth == 0)
                return i;
        }

        return -1;
    }
}
