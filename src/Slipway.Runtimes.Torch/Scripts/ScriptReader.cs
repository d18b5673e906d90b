using System.Text;

namespace Slipway.Runtimes.Torch.Scripts;

/// <summary>
/// Reads a file of code as TorchScript prints it: classes and functions at its left edge, what belongs to them indented by
/// two. It is read for what it declares, not checked: what is not understood is left out, and libtorch has the last word.
/// </summary>
internal sealed class ScriptReader
{
    private const int Indent = 2;
    private const int LongestStatement = 1 << 20;

    private readonly string[] _lines;
    private int _line;

    private ScriptReader(string code)
    {
        _lines = code.Split('\n');
    }

    public Dictionary<string, ScriptClass> Classes { get; } = [];

    public Dictionary<string, ScriptFunction> Functions { get; } = [];

    public static ScriptReader Read(string code)
    {
        var reader = new ScriptReader(code);
        while (reader._line < reader._lines.Length)
        {
            var line = reader._lines[reader._line];
            if (line.StartsWith("class ", StringComparison.Ordinal))
                reader.ReadClass(line);
            else if (line.StartsWith("def ", StringComparison.Ordinal))
                reader.ReadFunction(0, method: false, reader.Functions);
            else
                reader._line++;
        }

        return reader;
    }

    private void ReadClass(string head)
    {
        var open = head.IndexOf('(', StringComparison.Ordinal);
        var name = head["class ".Length..(open < 0 ? head.Length : open)].TrimEnd(':', ' ');
        var parent = open < 0 ? "" : head[(open + 1)..].TrimEnd(':', ')', ' ');
        var attributes = new List<KeyValuePair<string, ScriptType>>();
        var methods = new Dictionary<string, ScriptFunction>();
        _line++;
        while (_line < _lines.Length && (_lines[_line].Length == 0 || _lines[_line][0] == ' '))
        {
            var line = _lines[_line].Trim();
            if (line.StartsWith("def ", StringComparison.Ordinal))
            {
                ReadFunction(Indent, method: true, methods);
                continue;
            }

            if (Attribute(line) is { } attribute)
                attributes.Add(attribute);
            _line++;
        }

        Classes[name] = new ScriptClass(name, parent, attributes, methods);
    }

    // "a : __torch__.Linear", and "__annotations__["0"] = __torch__.Linear" where the name is no identifier.
    private static KeyValuePair<string, ScriptType>? Attribute(string line)
    {
        const string Annotation = "__annotations__[\"";
        string name;
        string type;
        if (line.StartsWith(Annotation, StringComparison.Ordinal))
        {
            var end = line.IndexOf("\"] = ", StringComparison.Ordinal);
            if (end < 0)
                return null;
            (name, type) = (line[Annotation.Length..end], line[(end + "\"] = ".Length)..]);
        }
        else
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
                return null;
            (name, type) = (line[..colon].Trim(), line[(colon + 1)..]);
        }

        // "x : Final[int] = 3".
        var equals = type.IndexOf('=', StringComparison.Ordinal);
        return ScriptType.Parse((equals < 0 ? type : type[..equals]).Trim()) is { } parsed ? new(name, parsed) : null;
    }

    private void ReadFunction(int indent, bool method, Dictionary<string, ScriptFunction> functions)
    {
        // The head may take several lines, and ends with the colon after what is returned.
        var head = Join(text => text.EndsWith(':'));
        var body = new List<string>();
        while (
            _line < _lines.Length
            && (_lines[_line].Length == 0 || _lines[_line].Length - _lines[_line].TrimStart(' ').Length > indent)
        )
        {
            // A statement that was too long for one line goes on until its brackets are closed.
            var depth = 0;
            var statement = Join(text => (depth += Brackets.Depth(text)) <= 0);
            if (statement.Length > 0)
                body.Add(statement);
        }

        if (FunctionHead.Parse(head, method) is { } function)
            functions[function.Name] = function with { Body = body };
    }

    /// <summary>The lines up to the one that ends them.</summary>
    private string Join(Func<string, bool> isLast)
    {
        var text = _lines[_line++].Trim();
        if (isLast(text) || _line == _lines.Length)
            return text;
        var joined = new StringBuilder(text);
        do
        {
            text = _lines[_line++].Trim();
            joined.Append(' ').Append(text);
        } while (!isLast(text) && _line < _lines.Length && joined.Length < LongestStatement);

        return joined.ToString();
    }
}
